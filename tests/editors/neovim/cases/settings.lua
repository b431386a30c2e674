-- workspace: orders
-- Settings reach the server as they are meant, empty tables too, and so do later changes.

local t = require("harness")

---@param bufnr integer
---@return table<string, vim.diagnostic.Severity?>
local function severities(bufnr)
  local heap = t.finding(bufnr, "moved to heap: o")
  local leak = t.finding(bufnr, "leaking param content: s")
  return { heap = heap and heap.severity, leak = leak and leak.severity }
end

--- Sets the severities as a user does while the server runs.
---@param severity table<string, string>
local function change(severity)
  local client = t.client()
  client.settings = { goescape = { severity = severity } }
  client:notify("workspace/didChangeConfiguration", { settings = client.settings })
end

t.enable()
local bufnr = t.open("store/store.go")
t.wait_for_equal(function()
  return severities(bufnr)
end, { heap = vim.diagnostic.severity.INFO }, "the severities with an empty table of settings")
t.equal(t.notices, {}, "the notices")

change({ heapAllocation = "warning", leakingParameter = "hint" })
local changed = { heap = vim.diagnostic.severity.WARN, leak = vim.diagnostic.severity.HINT }
t.wait_for_equal(function()
  return severities(bufnr)
end, changed, "the severities after a change")

change({ heapAllocation = "fatal" })
t.wait_for_equal(function()
  return severities(bufnr)
end, { heap = vim.diagnostic.severity.INFO }, "the severities after a change to a value that there is not")
t.contains(t.notices[1].text, "heapAllocation", "the notice on that value")
