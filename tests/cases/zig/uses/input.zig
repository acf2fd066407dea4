const std = @import("std");
const mem = std.mem;
const near = @import("near.zig");
const Deep = @import("a/deep.zig").inner.Deep;
const Parser = @import("parser.zig").Parser;
const known = @import("known-folders");
usingnamespace @import("c.zig");

pub const App = struct {
    parser: Parser,
    logs: std.ArrayList(Entry),
    next: ?*App,

    pub fn run(self: *App, gpa: mem.Allocator, options: Options) !Result {
        const parser = Parser.init(gpa, limit);
        var list: std.ArrayList(u8) = .empty;
        defer list.deinit();
        const made = Entry{ .name = options.name, .kind = .big };
        const copy = made;
        self.parser = parser;
        try self.log(copy, base + offset);
        for (self.items, 0..) |item, at| {
            item.touch(at);
        }
        if (near.find(list.items)) |found| {
            return found.get();
        } else |err| switch (err) {
            error.Missing => return error.Failed,
            else => |other| return wrap(other),
        }
        while (it.next()) |entry| : (index += 1) {
            _ = @as(Kind, entry.kind);
        }
        const size = @sizeOf(Header);
        buffer[index].* = table[size];
        self.next.?.callback.*(size);
        @import("late.zig").start(self);
        return fallback orelse -missing;
    }
};

test {
    _ = @import("tests.zig");
}
