//! The server survives database failures, hostile and slow clients, and a stop in the middle of
//! work.

mod clients;
mod cost;
mod crash;
mod database;
mod disconnects;
mod huge;
mod malformed;
mod overload;
mod process;
mod proxy;
mod stop;
