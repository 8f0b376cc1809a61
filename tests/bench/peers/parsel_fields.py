"""Six fields of each page with parsel, as extract_bench.cpp reads them.

Arguments: a file that lists the pages, one a line; how many times to read all."""
import sys
import time

from parsel import Selector

FIELDS = {
    "title": "title::text",
    "h1": "h1 *::text, h1::text",
    "h2": "h2 *::text, h2::text",
    "links": "a::attr(href)",
    "cells": "td *::text, td::text",
    "code": "code *::text, code::text",
}

with open(sys.argv[1]) as names:
    pages = [open(name.rstrip("\n"), encoding="utf-8", errors="replace").read() for name in names]
times = int(sys.argv[2])
found = dict.fromkeys(FIELDS, 0)
size = dict.fromkeys(FIELDS, 0)
start = time.process_time()
for _ in range(times):
    for page in pages:
        selector = Selector(text=page)
        for name, css in FIELDS.items():
            texts = selector.css(css).getall()
            found[name] += len(texts)
            size[name] += sum(map(len, texts))
seconds = time.process_time() - start
print(f"{len(pages) * times / seconds:.1f}")
for name in FIELDS:
    print(name, found[name] // times, size[name] // times)
