"""The leanest spider of Scrapy that does a crawl: scrapy_crawler.py URL FILE.jsonl

Follows every link of the start's host, 32 at a time, and yields the title of each page.
"""
import sys
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse


class Spider(scrapy.Spider):
    name = "bench"
    start_urls = [sys.argv[1]]
    host = urlsplit(sys.argv[1]).netloc

    def parse(self, response):
        if not isinstance(response, HtmlResponse):
            return
        yield {"url": response.url, "title": response.css("title::text").get()}
        for href in response.xpath("//a/@href | //area/@href").getall():
            try:
                url = response.urljoin(href.strip())
            except ValueError:
                continue
            if urlsplit(url).netloc == self.host:
                yield scrapy.Request(url)


process = CrawlerProcess({
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
    "DEPTH_STATS_VERBOSE": False,
    "FEEDS": {sys.argv[2]: {"format": "jsonlines"}},
    "LOG_LEVEL": "ERROR",
    "ROBOTSTXT_OBEY": False,
    "TELNETCONSOLE_ENABLED": False,
    "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
})
process.crawl(Spider)
process.start()
