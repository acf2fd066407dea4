local json = require("cjson.safe")
local split = require "util.text".split
local socket, err = require 'socket', nil
require("side.effect")
require("plugin.setup").setup({ name = handler })
local ok, lfs = pcall(require, "lfs")
local print, type = print, type

local App = {}
App.__index = App

function App:run(input, options)
  local http = require("app.http")
  local data = json.decode(input)
  self.client = http.Client.new(data)
  self.client:send(input):wait("done")
  self:log("x", level, options.depth)
  for i, item in ipairs(data.items) do
    item.count = item.count + base
    transform { item, key = other }
  end
  for n = 1, limit do print(n) end
  if enabled and data[index] then
    return self.super.run(self), fallback
  end
  local copy = data
  copy.name:upper()
  goto done
  ::done::
  return #stack, -offset, not flag
end

string.format("%d", App.COUNT)
App.new():run(("x"):rep(3))
