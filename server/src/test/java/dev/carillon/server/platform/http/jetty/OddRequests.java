package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Requests as real clients send them, byte for byte, which must be understood. */
final class OddRequests {

  static final String HEAD = "Host: h:1\r\n";
  static final String BEARER = "Authorization: Bearer good\r\n";
  static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  static final String PARTS = "Content-Type: multipart/form-data; boundary=b\r\n";

  static Arguments row(String what, String request, int status, String... inBody) {
    return Arguments.of(what, request, status, inBody);
  }

  static String get(String target, String... headers) {
    return "GET " + target + " HTTP/1.1\r\n" + HEAD + String.join("", headers) + "\r\n";
  }

  static String send(String method, String target, String body, String... headers) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\n"
        + HEAD
        + String.join("", headers)
        + "Content-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  static String post(String target, String body, String... headers) {
    return send("POST", target, body, headers);
  }

  static String part(String disposition, String content) {
    return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
  }

  private OddRequests() {}

  static Stream<Arguments> accepted() {
    return Stream.of(
        row("plain", get("/services/open?a=1"), 200, "\"params\":{\"a\":[\"1\"]}"),
        row("HTTP/1.0", "GET /services/open HTTP/1.0\r\n\r\n", 200, "/services/open"),
        row("close", get("/services/open", "Connection: close\r\n"), 200, "/services/open"),
        row(
            "raw brackets",
            get("/services/open?q=[a TO b]{x|y}".replace(" ", "+")),
            200,
            "\"q\":[\"[a TO b]{x|y}\"]"),
        row("UTF-8 raw in query", get("/services/open?q=Zoë"), 200, "\"q\":[\"Zoë\"]"),
        row(
            "bad percent",
            get("/services/open?q=100%&r=%zz&s=%4"),
            200,
            "\"q\":[\"100%\"]",
            "\"r\":[\"%zz\"]",
            "\"s\":[\"%4\"]"),
        row("Latin-1 percent", get("/services/open?q=Zo%EB"), 200, "\"q\":[\"Zoë\"]"),
        row("Latin-1 in path", get("/services/item/Zo%EB"), 200, "\"id\":\"Zoë\""),
        row("slash in path", get("/services/item/a%2Fb"), 200, "\"id\":\"a/b\""),
        row("raw UTF-8 in path", get("/services/item/Zoë"), 200, "\"id\":\"Zoë\""),
        row("raw brackets in path", get("/services/item/[a]{b}|c"), 200, "\"id\":\"[a]{b}|c\""),
        row("text behind a variable", get("/services/item/xyztoken"), 200, "\"id\":\"xyz\""),
        row(
            "jsessionid",
            get("/services/open;jsessionid=ABC?a=1"),
            200,
            "\"path\":\"/services/open\"",
            "\"a\":[\"1\"]"),
        row("jsessionid inside", get("/services;x=y/item/7;jsessionid=A.b"), 200, "\"id\":\"7\""),
        row("trailing slash", get("/services/open/"), 200, "\"path\":\"/services/open\""),
        row("two slashes", get("//services//open"), 200, "\"path\":\"/services/open\""),
        row("app in front", get("/app/services/open?a=1"), 200, "\"path\":\"/services/open\""),
        row("absolute form", get("http://h:1/services/open?a=1"), 200, "\"a\":[\"1\"]"),
        row("fragment", get("/services/open?a=1#top"), 200, "\"a\":[\"1\"]"),
        row(
            "empty names and values",
            get("/services/open?&&=x&a=&b"),
            200,
            "\"params\":{\"a\":[\"\"],\"b\":[\"\"]}"),
        row(
            "form",
            post("/services/open?a=1", "a=2&b=x+y", FORM),
            200,
            "\"params\":{\"a\":[\"1\",\"2\"],\"b\":[\"x y\"]}"),
        row(
            "raw spaces in form",
            post("/services/open", "q=a b: \"c d\"&x=1", FORM),
            200,
            "\"q\":[\"a b: \\\"c d\\\"\"]",
            "\"x\":[\"1\"]"),
        row(
            "form with charset",
            post(
                "/services/open",
                "q=Zoë",
                "Content-Type: application/x-www-form-urlencoded; charset=nonsense\r\n"),
            200,
            "Zoë"),
        row("form on GET", send("GET", "/services/open", "q=1", FORM), 200, "\"q\":[\"1\"]"),
        row("form on DELETE", send("DELETE", "/services/item/7", "q=1", FORM, BEARER), 204),
        row(
            "form that is JSON",
            post("/services/open", " {\"a\":1}", FORM),
            200,
            "\"params\":{\"a\":[\"1\"]}",
            "\"json\":{\"a\":1}"),
        row(
            "array body on DELETE",
            send("DELETE", "/services/item/7", "[]", BEARER, "Content-Type: application/json\r\n"),
            204),
        row(
            "JSON type, no body",
            post("/services/open?a=1", "", "Content-Type: application/json\r\n"),
            200,
            "\"a\":[\"1\"]"),
        row(
            "JSON type, no length",
            get("/services/open?a=1", "Content-Type: application/json\r\n"),
            200,
            "\"a\":[\"1\"]"),
        row("JSON with BOM", post("/services/open", "\uFEFF{\"ä\":1}"), 200, "{\"ä\":1}"),
        row(
            "parts",
            post("/services/open?a=1", part("name=\"b\"", "2") + "--b--\r\n", PARTS),
            200,
            "\"params\":{\"a\":[\"1\"],\"b\":[\"2\"]}"),
        row(
            "parts on GET",
            send("GET", "/services/open", part("name=b", "2") + "--b--", PARTS),
            200,
            "\"b\":[\"2\"]"),
        row("no parts", post("/services/open?a=1", "--b--\r\n", PARTS), 200, "\"a\":[\"1\"]"),
        row("line end for parts", post("/services/open?a=1", "\r\n", PARTS), 200, "\"a\":[\"1\"]"),
        row("no bytes for parts", post("/services/open?a=1", "", PARTS), 200, "\"a\":[\"1\"]"),
        row(
            "no bytes, no boundary",
            post("/services/open?a=1", "", "Content-Type: multipart/form-data\r\n"),
            200,
            "\"a\":[\"1\"]"),
        row(
            "spaces around equals",
            post(
                "/services/open",
                part("name = \"b\"; filename = \"\"", "") + part("name = \"c\"", "3") + "--b--",
                "Content-Type: multipart/form-data; boundary = b\r\n"),
            200,
            "\"c\":[\"3\"]"),
        row(
            "quoted boundary",
            post(
                "/services/open",
                part("name=b", "2") + "--b--",
                "Content-Type: multipart/form-data; boundary=\"b\"\r\n"),
            200,
            "\"b\":[\"2\"]"),
        row(
            "no closing delimiter",
            post("/services/open", part("name=b", "2") + "--b\r\n", PARTS),
            200,
            "\"b\":[\"2\"]"),
        row(
            "bare line feeds",
            post(
                "/services/open",
                "--b\nContent-Disposition: form-data; name=b\n\n2\n--b--\n",
                PARTS),
            200,
            "\"b\":[\"2\"]"),
        row(
            "file",
            post(
                "/services/read",
                part("name=\"Filedata\"; filename=\"C:\\dir\\Zoë \\\"1\\\".txt\"", "abc") + "--b--",
                PARTS,
                BEARER),
            200,
            "\"filename\":\"Zoë \\\"1\\\".txt\"",
            "\"length\":3",
            "\"sha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"",
            "\"md5\":\"900150983cd24fb0d6963f7d28e17f72\""),
        row(
            "file name of RFC 5987",
            post(
                "/services/read",
                part("name=Filedata; filename=x; filename*=UTF-8''Zo%C3%AB.txt", "abc") + "--b--",
                PARTS,
                BEARER),
            200,
            "\"filename\":\"Zoë.txt\""),
        row(
            "empty file",
            post(
                "/services/read",
                part("name=Filedata; filename=e.txt", "") + "--b--",
                PARTS,
                BEARER),
            200,
            "\"filename\":\"e.txt\"",
            "\"length\":0"),
        row(
            "file without a name",
            post(
                "/services/read",
                "--b\r\nContent-Disposition: form-data; name=Filedata\r\n"
                    + "Content-Type: application/octet-stream\r\n\r\nabc\r\n--b--",
                PARTS,
                BEARER),
            200,
            "\"filename\":\"\"",
            "\"length\":3"),
        row(
            "data URI",
            post(
                "/services/read",
                part("name=Filedata", "data:text/plain;base64,YWJj") + "--b--",
                PARTS,
                BEARER),
            200,
            "\"length\":3",
            "\"text\":\"abc\""),
        row(
            "authcred before the file",
            post(
                "/services/read",
                part("name=authcred", "good") + part("name=Filedata; filename=f", "abc") + "--b--",
                PARTS),
            200,
            "\"caller\":\"ann\"",
            "\"length\":3"),
        row(
            "authcred in a form",
            post("/services/change", "authcred=good", FORM, "Cookie: authToken=old\r\n"),
            200,
            "\"caller\":\"ann\""),
        row("authcred in the query", get("/services/read?authcred=good"), 200, "ann"),
        row(
            "Set-Cookie line as cookie",
            get("/services/read", "Cookie: authToken=good; Path=/; HttpOnly\r\n"),
            200,
            "\"caller\":\"ann\""),
        row(
            "two tokens",
            get("/services/read", "Cookie: authToken=old; authToken=good\r\n"),
            200,
            "\"caller\":\"ann\""),
        row(
            "junk cookies",
            get("/services/read", "Cookie: a=\"b; ;;=; x; authToken=\"good; \\\"y\r\n"),
            200,
            "\"caller\":\"ann\""),
        row(
            "folded tokens",
            get("/services/read", "Cookie: authToken=old, authToken=good\r\n"),
            200,
            "\"caller\":\"ann\""),
        row("senseless Accept", get("/services/open", "Accept: ;;q=/,\r\n"), 200, "open"),
        row(
            "HTTP/1.0 with keep-alive",
            "GET /services/open HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            200,
            "open"),
        row("folded header", get("/services/open", "X-Long: a\r\n b\r\n"), 200, "open"),
        row("HEAD", "HEAD /services/open HTTP/1.1\r\n" + HEAD + "\r\n", 200),
        row(
            "chunked",
            "POST /services/open HTTP/1.1\r\n"
                + HEAD
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n2\r\n&b\r\n0\r\n\r\n",
            200,
            "\"params\":{\"a\":[\"1\"],\"b\":[\"\"]}"));
  }
}
