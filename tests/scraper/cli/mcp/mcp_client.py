# A client of the Model Context Protocol, with Python's standard library alone: mcp_client.py TRAWL FILE.
# Ends with 0 when the server does what the revision 2025-06-18 says, or else with the first thing that differs.
import json
import subprocess
import sys


class Client:
    def __init__(self, program, file):
        self.server = subprocess.Popen([program, "mcp", file], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.last_id = 0

    def send_line(self, line):
        self.server.stdin.write(line.encode() + b"\n")
        self.server.stdin.flush()

    def read(self):
        line = self.server.stdout.readline()
        assert line.endswith(b"\n"), line
        message = json.loads(line)
        assert message["jsonrpc"] == "2.0", message
        return message

    def request(self, method, params=None):
        self.last_id += 1
        message = {"jsonrpc": "2.0", "id": self.last_id, "method": method}
        if params is not None:
            message["params"] = params
        self.send_line(json.dumps(message))
        answer = self.read()
        assert answer["id"] == self.last_id, answer
        return answer

    def call(self, tool, **arguments):
        return self.request("tools/call", {"name": tool, "arguments": arguments})

    def notify(self, method, params=None):
        self.send_line(json.dumps({"jsonrpc": "2.0", "method": method, "params": params or {}}))


def main():
    client = Client(*sys.argv[1:3])
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "trial", "version": "1"}}
    first = client.request("initialize", hello)["result"]
    assert first["protocolVersion"] == "2025-06-18" and "tools" in first["capabilities"], first
    assert first["serverInfo"]["name"] == "trawl" and first["serverInfo"]["version"], first
    client.notify("notifications/initialized")
    assert client.request("ping")["result"] == {}

    tools = client.request("tools/list")["result"]["tools"]
    names = [tool["name"] for tool in tools]
    assert {"query", "schema", "search", "show", "why", "report"} <= set(names), names
    for tool in tools:
        assert tool["description"] and tool["inputSchema"]["type"] == "object", tool
        assert tool["annotations"]["readOnlyHint"] is True, tool

    result = client.call("query", sql="SELECT url, status FROM pages ORDER BY id")["result"]
    assert result["isError"] is False
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"], result
    assert result["structuredContent"]["columns"] == ["url", "status"], result
    for answer in (client.call("schema"), client.call("schema", name="pages"), client.call("report")):
        assert answer["result"]["isError"] is False, answer
    for sql in ("DELETE FROM pages", "ATTACH 'x' AS x", "SELECT", "PRAGMA journal_mode=DELETE", "SELECT 1; SELECT 2"):
        result = client.call("query", sql=sql)["result"]
        assert result["isError"] is True and result["content"][0]["type"] == "text", (sql, result)

    for params in ({"name": "drop"}, {"name": "query"}, {"name": "query", "arguments": {"sql": 5}}, {}):
        assert client.request("tools/call", params)["error"]["code"] == -32602, params
    assert client.request("resources/list")["error"]["code"] == -32601
    for line, code in (("{", -32700), ("[]", -32600), ("5", -32600), ('{"jsonrpc":"2.0","id":1}', -32600)):
        client.send_line(line)
        assert client.read()["error"]["code"] == code, line

    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    client.send_line(json.dumps({"jsonrpc": "2.0", "id": "long", "method": "tools/call",
                                 "params": {"name": "query", "arguments": {"sql": endless}}}))
    client.notify("notifications/cancelled", {"requestId": "long", "reason": "trial"})
    assert client.request("ping")["result"] == {}  # and no answer to the long one

    client.server.stdin.close()
    assert client.server.stdout.read() == b""
    assert client.server.wait() == 0


main()
