-- workspace: unfinished
-- machine: without Go
-- Of a text that is not saved and does not compile, all functions that are whole are predicted; nobody is alarmed.

local t = require("harness")

local DESK = {
  "moved to heap: visitors",
  "func literal escapes to heap",
  "visitors escapes to heap",
  "Bill(guests[r.URL.Path]) escapes to heap",
}
local BILL = { "guest.Name escapes to heap", "total escapes to heap" }
local CHECK_IN = { "moved to heap: guest" }

--- What the compiler would say of a buffer, from top to bottom.
---@param bufnr integer
---@return string[]
local function findings(bufnr)
  local all = vim.tbl_filter(function(diagnostic)
    return t.compiler_text(diagnostic) ~= ""
  end, t.diagnostics(bufnr))
  table.sort(all, function(one, other)
    return one.lnum < other.lnum or (one.lnum == other.lnum and one.col < other.col)
  end)
  return vim.tbl_map(t.compiler_text, all)
end

--- The name of the one function that is not analysed, and why.
---@param bufnr integer
---@return string?
local function not_analysed(bufnr)
  local hints = vim.tbl_filter(function(diagnostic)
    return diagnostic.code == "not-analysed"
  end, t.diagnostics(bufnr))
  t.equal(#hints <= 1, true, "whether there is one hint at most")
  local hint = hints[1]
  if hint then
    t.equal(hint.severity, vim.diagnostic.severity.HINT, "the severity of what is not analysed")
    local name = vim.api.nvim_buf_get_text(bufnr, hint.lnum, hint.col, hint.end_lnum, hint.end_col, {})[1]
    return name .. ": " .. hint.message
  end
end

---@param text string where to hover
---@return string
local function hover(text)
  t.go_to(text)
  vim.lsp.buf.hover()
  local said = t.wait_for_float()
  vim.cmd("fclose!")
  return said
end

--- Waits until there are these findings and no others.
---@param bufnr integer
---@param what string
---@param ... string[]
local function shown(bufnr, what, ...)
  local expected = vim.iter({ ... }):flatten():totable()
  t.wait_for_equal(function()
    return findings(bufnr)
  end, expected, what)
end

t.equal(vim.fn.exepath("go"), "", "where go is")
local saved = vim.fn.readfile("inn.go")
local states = {}
vim.api.nvim_create_autocmd("User", {
  pattern = "GoescapeStatus",
  callback = function(event)
    states[event.data.status.state] = true
  end,
})

t.enable()
local bufnr = t.open("inn.go")
shown(bufnr, "the findings of the text as it is saved", DESK, BILL, CHECK_IN)
local status = t.wait_for_state("ready")
t.contains(status.message, "7 heap allocations in example.com/unfinished (predicted)", "the status of a whole text")
t.contains(status.detail, "no Go toolchain", "why it is predicted")
t.equal(status.toolchain, "", "the toolchain")

-- Statements that are half typed, and a type error.
for half, reason in pairs({
  ["if night > 6 {"] = "syntax error",
  ["total += max("] = "syntax error",
  ["fmt."] = "syntax error",
  ["total = `a night"] = "syntax error",
  ['total = "a night"'] = "cannot use",
}) do
  t.replace("		total += 80 + night", "		total += 80 + night\n		" .. half)
  shown(bufnr, "the findings around " .. half, DESK, CHECK_IN)
  local hint = not_analysed(bufnr) or ""
  t.contains(hint, "Bill: not analysed: ", "the hint on the function with " .. half)
  t.contains(hint, reason, "why nothing is said of the function with " .. half)
  status = t.wait_for_state("ready")
  t.contains(status.message, "(predicted, as far as it compiles)", "the status with " .. half)
  t.contains(status.detail, "inn.go:", "the detail with " .. half)
  t.wait_for("the flow in a whole function beside " .. half, function()
    return t.finding(bufnr, "moved to heap: visitors").user_data.lsp.relatedInformation
  end)
  local said = hover("visitors := 0")
  t.contains(said, "predicted by the rules of Go 1.26", "who explains a whole function beside " .. half)
  t.contains(said, "captured by a closure", "the flow in a whole function beside " .. half)
  t.contains(hover("CheckIn(name"), "allocates on the heap in 1 places", "the sum of a whole function beside " .. half)
  t.contains(hover("Bill(guest *"), "not analysed: ", "the hover on the function with " .. half)
  vim.cmd("silent undo")
  shown(bufnr, "the findings without " .. half, DESK, BILL, CHECK_IN)
  t.equal(not_analysed(bufnr), nil, "what is not analysed without " .. half)
end

t.equal(states, { busy = true, ready = true }, "the states that there were")
t.equal(t.notices, {}, "the notices")
t.equal(vim.fn.readfile("inn.go"), saved, "the file on disk")
t.equal(vim.fn.glob(vim.env.XDG_CACHE_HOME .. "/goescape/go-build"), "", "what a go command would leave behind")
