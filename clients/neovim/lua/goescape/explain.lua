--- The finding under the cursor: in words, and step by step.

local diagnostics = require("goescape.diagnostics")
local notify = require("goescape.notify")

local M = {}

--- The lines of a hover, links to lines of files replaced by their texts: Neovim can't follow such links, and
--- wraps a line as though what it hides of them were there. |:Goescape-flow| leads to the places.
---@param hover lsp.Hover
---@return string[]
local function lines_of(hover)
  return vim.tbl_map(function(line)
    return (line:gsub("%[([^%]]*)%]%(file:[^)]*#[^)]*%)", "%1"))
  end, vim.lsp.util.convert_input_to_markdown_lines(hover.contents))
end

--- Shows what this server alone has to say: on the diagnostic at the cursor, wherever on its line that is,
--- else on the expression under the cursor.
function M.explain()
  local client, diagnostic = diagnostics.here()
  if not client then
    return
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  if diagnostic then
    params.position = diagnostics.as_sent(diagnostic).range.start
  end
  client:request("textDocument/hover", params, function(err, hover)
    if err then
      notify(err.message, vim.log.levels.ERROR)
    elseif hover then
      vim.lsp.util.open_floating_preview(lines_of(hover), "markdown", { focus_id = "goescape.explain" })
    else
      notify("nothing is known of what is under the cursor", vim.log.levels.INFO)
    end
  end)
end

---@param related lsp.DiagnosticRelatedInformation
---@param encoding string
---@return vim.quickfix.entry
local function item(related, encoding)
  local found = vim.lsp.util.locations_to_items({ related.location }, encoding)[1]
  found.text = related.message
  return found
end

--- Lists the steps by which the value at the cursor reaches the heap, in the window's location list.
function M.flow()
  local client, diagnostic = diagnostics.here()
  if not client then
    return
  end
  local steps = diagnostic and diagnostics.as_sent(diagnostic).relatedInformation or {}
  if #steps == 0 then
    local why = diagnostic and "no flow is known of this finding" or "no finding on this line"
    notify(why, vim.log.levels.INFO)
    return
  end
  local items = vim.tbl_map(function(step)
    return item(step, client.offset_encoding)
  end, steps)
  vim.fn.setloclist(0, {}, " ", { title = diagnostic.message, items = items })
  vim.cmd.lopen()
end

return M
