"""A crawler as one writes it by hand with aiohttp, lxml and SQLite: aiohttp_crawler.py URL FILE.db

Follows every link of the start's host, 32 at a time, and stores title, body and links of each page.
"""
import asyncio
import sqlite3
import sys
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
import lxml.html

WORKERS = 32
PAGES_A_COMMIT = 500

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE pages(id INTEGER PRIMARY KEY, url TEXT, status INTEGER, content_type TEXT, title TEXT, body BLOB);
CREATE TABLE links(page_id INTEGER, url TEXT);
"""


def read(body, base):
    """The title of a page, and where its links lead."""
    tree = lxml.html.fromstring(body)
    title = tree.findtext(".//title")
    links = []
    for href in tree.xpath("//a/@href | //area/@href"):
        try:
            links.append(urldefrag(urljoin(base, href.strip())).url)
        except ValueError:
            continue
    return title, links


async def worker(session, queue, seen, host, database, count):
    while True:
        url = await queue.get()
        try:
            async with session.get(url, allow_redirects=True) as response:
                body = await response.read()
                kind = response.headers.get("content-type", "")
            title, links = None, []
            if response.status == 200 and kind.startswith("text/html") and body.strip():
                title, links = read(body, str(response.url))
            row = database.execute(
                "INSERT INTO pages(url, status, content_type, title, body) VALUES(?, ?, ?, ?, ?)",
                (url, response.status, kind, title, body))
            database.executemany("INSERT INTO links VALUES(?, ?)", ((row.lastrowid, link) for link in links))
            count[0] += 1
            if count[0] % PAGES_A_COMMIT == 0:
                database.commit()
            for link in links:
                if link not in seen and urlsplit(link).netloc == host:
                    seen.add(link)
                    queue.put_nowait(link)
        except (aiohttp.ClientError, lxml.etree.ParserError) as error:
            print(f"{url}: {error}", file=sys.stderr)
        finally:
            queue.task_done()


async def main(start, file):
    database = sqlite3.connect(file)
    database.executescript(SCHEMA)
    queue = asyncio.Queue()
    queue.put_nowait(start)
    connector = aiohttp.TCPConnector(limit=WORKERS)
    async with aiohttp.ClientSession(connector=connector) as session:
        arguments = (session, queue, {start}, urlsplit(start).netloc, database, [0])
        workers = [asyncio.create_task(worker(*arguments)) for _ in range(WORKERS)]
        await queue.join()
        for task in workers:
            task.cancel()
    database.commit()
    database.close()


asyncio.run(main(sys.argv[1], sys.argv[2]))
