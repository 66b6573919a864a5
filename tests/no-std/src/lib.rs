//! Shows that `glasslog-core` and `glasslog-wire` need no standard library.
//!
//! The standard library has a panic handler; a second one is a compile error. So this compiles only while nothing that it links brings
//! `std`. It is compiled and never run.
#![no_std]

extern crate glasslog_core as _;
extern crate glasslog_wire as _;

use core::alloc::{GlobalAlloc, Layout};

/// Has no memory to give: nothing here runs.
struct Nothing;

// SAFETY: a null pointer is the allowed answer of an allocator without memory.
unsafe impl GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Nothing = Nothing;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
