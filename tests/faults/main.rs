//! What survives: a database that goes away, hostile and slow clients, a server that is told to stop.

mod clients;
mod crash;
mod database;
mod disconnects;
mod huge;
mod malformed;
mod overload;
mod process;
mod proxy;
mod stop;
