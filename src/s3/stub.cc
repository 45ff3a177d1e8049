namespace garden {}
