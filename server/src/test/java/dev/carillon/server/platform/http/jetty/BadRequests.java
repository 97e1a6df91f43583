package dev.carillon.server.platform.http.jetty;

import static dev.carillon.server.platform.http.jetty.OddRequests.BEARER;
import static dev.carillon.server.platform.http.jetty.OddRequests.FORM;
import static dev.carillon.server.platform.http.jetty.OddRequests.HEAD;
import static dev.carillon.server.platform.http.jetty.OddRequests.PARTS;
import static dev.carillon.server.platform.http.jetty.OddRequests.get;
import static dev.carillon.server.platform.http.jetty.OddRequests.part;
import static dev.carillon.server.platform.http.jetty.OddRequests.post;
import static dev.carillon.server.platform.http.jetty.OddRequests.row;
import static dev.carillon.server.platform.http.jetty.OddRequests.send;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Requests that must be refused, byte for byte. */
final class BadRequests {

  private BadRequests() {}

  static Stream<Arguments> refused() {
    return Stream.of(
        row("unknown path", get("/services/nothing"), 404, "'/services/nothing'"),
        row("wrong method", send("PUT", "/services/open", ""), 405, "GET, HEAD, POST"),
        row("OPTIONS", send("OPTIONS", "/services/open", ""), 405, "MethodNotAllowed"),
        row("TRACE", send("TRACE", "/services/open", ""), 405, "MethodNotAllowed"),
        row("unknown method", send("BREW", "/services/open", ""), 501, "NotImplemented"),
        row("dots", get("/services/x/../open"), 400, "'..'"),
        row("encoded dots", get("/services/item/%2e%2e"), 400, "BadRequest"),
        row("bad percent in path", get("/services/item/50%zz"), 400, "BadRequest"),
        row("cut percent in path", get("/services/item/50%"), 400, "BadRequest"),
        row("above the root", get("/../../etc/passwd"), 400, "BadRequest"),
        row("NUL in query", get("/services/open?q=%00"), 400, "NUL"),
        row(
            "old chunked",
            "POST /services/open HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "BadRequest"),
        row(
            "two lengths",
            "POST /services/open HTTP/1.1\r\n"
                + HEAD
                + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            400,
            "BadRequest"),
        row(
            "length and chunked",
            "POST /services/open HTTP/1.1\r\n"
                + HEAD
                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "BadRequest"),
        row(
            "bad chunk",
            "POST /services/open HTTP/1.1\r\n"
                + HEAD
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\na=1\r\n0\r\n\r\n",
            400,
            "BadRequest"),
        row("no host", "GET /services/open HTTP/1.1\r\n\r\n", 400, "BadRequest"),
        row("no HTTP", "hello\r\n\r\n", 400, "BadRequest"),
        row("HTTP/3.7", "GET / HTTP/3.7\r\n" + HEAD + "\r\n", 505, "HTTPVersionNotSupported"),
        row("long URL", get("/services/open?q=" + "x".repeat(1 << 20)), 414, "URITooLong"),
        row(
            "many headers",
            get("/services/open", "X-A: b\r\n".repeat(100_000)),
            431,
            "RequestHeaderFieldsTooLarge"),
        row(
            "packed body",
            post("/services/open", "abc", "Content-Encoding: gzip\r\n"),
            415,
            "Content-Encoding"),
        row(
            "malformed JSON",
            post("/services/open", "{\"a\":1,\n \"b\":}"),
            400,
            "line 2, column 6"),
        row("JSON with a key twice", post("/services/open", "{\"a\":1,\"a\":2}"), 400, "'a'"),
        row("JSON with trailing junk", post("/services/open", "{} x"), 400, "malformed"),
        row(
            "JSON too deep",
            post("/services/open", "[".repeat(101) + "]".repeat(101)),
            400,
            "depth"),
        row("JSON with NUL", post("/services/open", "{\"a\":\"\\u0000\"}"), 400, "'/a'"),
        row(
            "JSON with half a pair",
            post("/services/open", "{\"a\":[\"\\ud800\"]}"),
            400,
            "'/a/0'"),
        row("JSON with infinity", post("/services/open", "[1e999999]"), 400, "'/0'"),
        row("JSON with NaN", post("/services/open", "[NaN]"), 400, "malformed"),
        row("truncated JSON", post("/services/open", "{\"a\":"), 400, "malformed"),
        row(
            "parts without boundary",
            post("/services/open", "abc", "Content-Type: multipart/form-data\r\n"),
            400,
            "boundary"),
        row("no parts but junk", post("/services/open", "junk", PARTS), 400, "multipart"),
        row(
            "half a part",
            post("/services/read", part("name=Filedata; filename=f", "abc"), PARTS, BEARER)
                .replace("\r\nabc\r\n", "\r\nabcde"),
            400,
            "multipart"),
        row(
            "file of somebody unknown",
            post("/services/read", part("name=Filedata; filename=f", "abc") + "--b--", PARTS),
            401,
            "Not logged in"),
        row(
            "too long a text",
            post(
                "/services/read",
                part("name=t", "x".repeat((1 << 20) + 1)) + "--b--",
                PARTS,
                BEARER),
            413,
            "'t'"),
        row(
            "too many long texts",
            post(
                "/services/read",
                part("name=t", "x".repeat(1 << 20)).repeat(5) + "--b--",
                PARTS,
                BEARER),
            413,
            "in total"),
        row(
            "too many long texts of somebody unknown",
            post("/services/read", part("name=t", "x".repeat(1 << 20)).repeat(5) + "--b--", PARTS),
            413,
            "in total"),
        row(
            "a file as a text of somebody unknown",
            post("/services/read", part("name=t", "data:," + "x".repeat(2 << 20)) + "--b--", PARTS),
            401,
            "Not logged in"),
        row(
            "too long a body without log-in",
            post("/services/open", "q=" + "x".repeat(1 << 20), FORM),
            413,
            "larger"),
        row(
            "too long a body",
            post("/services/read", "q=" + "x".repeat(4 << 20), FORM, BEARER),
            413,
            "larger"));
  }
}
