-- workspace: orders
-- Another server on the same buffer keeps its hovers and its diagnostics.

local t = require("harness")

--- A language server inside Neovim, which hovers and has one diagnostic.
---@param dispatchers vim.lsp.rpc.Dispatchers
---@return vim.lsp.rpc.PublicClient
local function neighbour(dispatchers)
  local closing = false
  local replies = {
    initialize = { capabilities = { hoverProvider = true, textDocumentSync = 1 } },
    ["textDocument/hover"] = { contents = "what the neighbour says" },
  }
  return {
    request = function(method, _, callback)
      callback(nil, replies[method])
      return true, 1
    end,
    notify = function(method, params)
      if method == "textDocument/didOpen" then
        local start = { line = 0, character = 0 }
        local diagnostic = { range = { start = start, ["end"] = start }, message = "the neighbour's" }
        local published = { uri = params.textDocument.uri, diagnostics = { diagnostic } }
        dispatchers.notification("textDocument/publishDiagnostics", published)
      end
      return true
    end,
    is_closing = function()
      return closing
    end,
    terminate = function()
      closing = true
    end,
  }
end

---@param client vim.lsp.Client
---@return boolean
local function is_drawn(client)
  local namespace = vim.lsp.diagnostic.get_namespace(client.id)
  local drawn_in = vim.diagnostic.get_namespace(namespace).user_data.underline_ns
  return drawn_in ~= nil and #vim.api.nvim_buf_get_extmarks(0, drawn_in, 0, -1, {}) > 0
end

t.enable()
vim.lsp.config("neighbour", { cmd = neighbour, filetypes = { "go" }, root_markers = { "go.mod" } })
vim.lsp.enable("neighbour")
local bufnr = t.open("main.go")
t.wait_for_diagnostics(bufnr)
local other = vim.lsp.get_clients({ name = "neighbour", bufnr = bufnr })[1]

---@return { own: boolean, other: boolean }
local function drawn()
  return { own = is_drawn(t.client()), other = is_drawn(other) }
end

t.equal(drawn(), { own = true, other = true }, "what is drawn at first")
vim.cmd("Goescape toggle")
t.equal(drawn(), { own = false, other = true }, "what is drawn when hidden")

-- A save while they are hidden brings none back.
local before = #t.diagnostics(bufnr)
t.replace("	return &s", "	return &s\n}\n\nfunc one() *int {\n	x := 1\n	return &x")
vim.cmd.write()
t.wait_for("the findings of the new text", function()
  return #t.diagnostics(bufnr) > before
end)
t.equal(drawn(), { own = false, other = true }, "what is drawn after a save")

vim.cmd("Goescape toggle")
t.equal(drawn(), { own = true, other = true }, "what is drawn when shown again")

-- Neovim's hover has both; explain asks goescape alone.
t.go_to("s := Summary")
vim.lsp.buf.hover()
local both = t.wait_for_float()
vim.cmd("fclose!")
t.contains(both, "what the neighbour says", "the hover")
t.contains(both, "goescape", "the hover")
vim.cmd("Goescape explain")
local own = t.wait_for_float()
assert(not own:find("neighbour"), own)
