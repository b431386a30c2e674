--- The language server of goescape: `vim.lsp.enable("goescape")` starts it, and
--- `vim.lsp.config("goescape", {...})` changes what stands here. |goescape-config|

---@type vim.lsp.Config
return {
  cmd = { "goescape", "server" },
  filetypes = { "go" },
  root_markers = { "go.work", "go.mod", ".git" },
  init_options = { trusted = true },
  before_init = function(params, config)
    require("goescape.handshake").complete(params, config)
  end,
  on_exit = function(_, _, client_id)
    require("goescape.status").forget(client_id)
  end,
  handlers = {
    ["goescape/status"] = function(_, status, context)
      require("goescape.status").receive(status, context.client_id)
    end,
    ["window/logMessage"] = function(err, message, context)
      require("goescape.messages").log(message)
      return vim.lsp.handlers["window/logMessage"](err, message, context)
    end,
    ["window/showMessage"] = function(_, message)
      require("goescape.messages").show(message)
    end,
  },
}
