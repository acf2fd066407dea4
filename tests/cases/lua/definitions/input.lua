#!/usr/bin/env lua
--- Draws shapes.
-- In several lines.
local Shape = { sides = 0, _VERSION = "1.0" }
Shape.__index = Shape

--[[ Makes
one. ]]
function Shape.new(sides, ...)
  -- A comment first.
  local self = setmetatable({}, Shape)
  local function inner(a) return a end
  self.sides = sides
  return self
end

-- Its area.
function Shape:area(scale) return 0 end

function Shape.util.text.trim(s) end

local function helper(x)
end

function global_one() end

Shape.assigned = function(a, b)
  return a
end

Shape["quoted"] = function() end

local lambda = function(x) return x end

local handlers = {
  on_start = function(self) end,
  ["on stop"] = function() end,
  nested = { deep = function() end },
  value = 3,
}

Shape.LIMIT = 42
Shape.DEFAULTS = { colour = "red" }
LEVEL, DEPTH = 1, 2
local first, second = 1
local declared
local constant <const> = 10
local made = Shape.new(3)

do
  local hidden = 1
  function in_block() end
end

if not bit then
  fallback = 1
end

local text = [[
function not_one() end
]]

return Shape
