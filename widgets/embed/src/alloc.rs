//! The allocator in the browser. It makes the download two kilobytes smaller than the standard library's, and is
//! fast enough for the few hundred allocations of a figure.

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

// SAFETY: the WebAssembly is built without threads: two calls cannot be inside the allocator at once.
#[global_allocator]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };
