-- workspace: orders
-- The diagnostics of each file are the compiler's lines on it, at the compiler's places, and no others.

local t = require("harness")

---@class Heap
---@field line integer 0-based
---@field column integer 0-based byte
---@field text string

--- What the compiler says is on the heap in a file.
---@param path string relative to the module
---@return Heap[]
local function on_heap(path)
  local found = {}
  for line in io.lines(vim.env.GOESCAPE_TEST_COMPILER) do
    local file, row, column, text = line:match("^%.?/?([^:]+):(%d+):(%d+): (.*)$")
    local heap = text and (text:find(" escapes to heap$") or text:find("^moved to heap: "))
    if file == path and heap then
      table.insert(found, { line = tonumber(row) - 1, column = tonumber(column) - 1, text = text })
    end
  end
  return found
end

---@param diagnostic vim.Diagnostic
---@param heap Heap
---@return boolean
local function is_about(diagnostic, heap)
  local starts_before = diagnostic.lnum < heap.line
    or (diagnostic.lnum == heap.line and diagnostic.col <= heap.column)
  local ends_after = diagnostic.end_lnum > heap.line
    or (diagnostic.end_lnum == heap.line and diagnostic.end_col > heap.column)
  return starts_before and ends_after and t.compiler_text(diagnostic) == heap.text
end

-- Values that escape without allocating are shown as well: the compiler does not tell the two apart.
t.enable({ severity = { escapeWithoutAllocation = "hint" } })
for _, path in ipairs({ "main.go", "store/store.go", "money/money.go" }) do
  local bufnr = t.open(path)
  local expected = on_heap(path)
  assert(#expected > 0, path .. ": the compiler has nothing on the heap")
  t.wait_for_equal(function()
    return #t.diagnostics(bufnr)
  end, #expected, path .. ": the number of diagnostics")
  local unmatched = t.diagnostics(bufnr)
  for _, heap in ipairs(expected) do
    local place = vim.iter(ipairs(unmatched)):find(function(_, diagnostic)
      return is_about(diagnostic, heap)
    end)
    assert(place, ("%s: nothing is about %s\n%s"):format(path, vim.inspect(heap), vim.inspect(unmatched)))
    table.remove(unmatched, place)
  end
end
