--- Expectations in the Go source itself, at the end of the line they are about:
---
---     x := f(n) //@ 7..8 interface-conversion "n escapes to heap"
---
--- The columns are bytes, 0-based, the end excluded; a further expectation follows another `@`. A line
--- without an annotation expects no diagnostic.

local M = {}

local EXPECTATION = '@ (%d+)%.%.(%d+) ([%w-]+) "([^"]*)"'

---@class annotations.Expectation
---@field line integer 0-based
---@field from integer byte
---@field to integer byte, excluded
---@field code string
---@field text string what the compiler says

---@param bufnr integer
---@return annotations.Expectation[]
function M.read(bufnr)
  local expectations = {}
  for number, line in ipairs(vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)) do
    local _, at = line:find("//@", 1, true)
    for from, to, code, text in line:sub(at or #line + 1):gmatch(EXPECTATION) do
      table.insert(expectations, {
        line = number - 1,
        from = tonumber(from),
        to = tonumber(to),
        code = code,
        text = text,
      })
    end
  end
  assert(#expectations > 0, "the buffer has no annotations")
  return expectations
end

--- What diagnostics say, in the same form and in the order of their places.
---@param diagnostics vim.Diagnostic[]
---@return annotations.Expectation[]
function M.of(diagnostics)
  local all = vim.tbl_map(function(diagnostic)
    return {
      line = diagnostic.lnum,
      from = diagnostic.col,
      to = diagnostic.end_col,
      code = diagnostic.code,
      text = require("harness").compiler_text(diagnostic),
    }
  end, diagnostics)
  table.sort(all, function(one, other)
    for _, field in ipairs({ "line", "from", "to", "text" }) do
      if one[field] ~= other[field] then
        return one[field] < other[field]
      end
    end
    return false
  end)
  return all
end

return M
