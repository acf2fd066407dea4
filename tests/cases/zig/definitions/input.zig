//! What the file is for.

const std = @import("std");
const Point = @import("point.zig").Point;
pub const ArrayList = std.ArrayList;
const c = @cImport({
    @cInclude("stdio.h");
});

/// The size
/// of a page.
pub const page_size: usize = 4096;
var allocator: ?std.mem.Allocator = null;
threadlocal var depth: u32 = 0;
export var shared: c_int = 1;

/// A shape.
pub const Shape = struct {
    const Self = @This();
    const default = 3;
    pub var count: usize = 0;

    name: []const u8,
    /// Its sides.
    sides: u8 = default,
    points: [4]Point,

    pub const Kind = enum(u8) {
        round = 1,
        square,
        _,

        pub fn isRound(kind: Kind) bool {
            return kind == .round;
        }
    };

    /// Makes one.
    pub fn init(name: []const u8) !Self {
        const local = struct {
            fn nested() void {}
        };
        return .{ .name = name };
    }

    fn hidden(self: *Self) void {
        self.sides += 1;
    }
};

const Value = union(enum) {
    int: i32,
    text: []const u8,
    none,
};

const Bits = packed struct(u8) { low: u4, high: u4 };

pub const ReadError = error{
    NotFound,
    TooLong,
};

pub fn List(comptime T: type) type {
    return struct {
        items: []T,

        pub fn len(self: @This()) usize {
            return self.items.len;
        }
    };
}

export fn add(a: c_int, b: c_int) callconv(.C) c_int {
    return a + b;
}

extern fn imported(handle: *anyopaque) void;
pub extern "c" fn printf(format: [*:0]const u8, ...) c_int;
pub inline fn fast() void {}
fn @"with spaces"() void {}

comptime {
    _ = add;
}

test "adds" {
    try std.testing.expect(add(1, 2) == 3);
}

test add {
    const sum = add(1, 2);
    _ = sum;
}

test {
    std.testing.refAllDecls(@This());
}
