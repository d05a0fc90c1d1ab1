//! The allocator in the browser: two kilobytes of download smaller than the standard library's, and
//! quick enough for the few hundred pieces of memory that figures take.

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

// SAFETY: the WebAssembly is built without threads: nobody else can be inside the allocator.
#[global_allocator]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };
