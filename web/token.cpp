// a.skip_reason == "scope"
