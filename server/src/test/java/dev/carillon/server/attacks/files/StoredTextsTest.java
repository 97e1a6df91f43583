package dev.carillon.server.attacks.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S6, without a browser: texts that would be scripts come back as JSON, as saved files, or escaped.
 */
class StoredTextsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each carries {@code xss} where it would run. */
  private static final List<String> TEXTS =
      List.of(
          "<script>xss()</script>",
          "</script><script>xss()</script>",
          "<img src=x onerror=xss()>",
          "<svg onload=xss()>",
          "<svg/onload=xss()>",
          "<body onload=xss()>",
          "<iframe src=javascript:xss()>",
          "<a href=javascript:xss()>a</a>",
          "\"><script>xss()</script>",
          "'><script>xss()</script>",
          "\" onmouseover=xss() a=\"",
          "' onmouseover=xss() a='",
          "` onmouseover=xss()",
          "javascript:xss()",
          "JaVaScRiPt:xss()",
          "java\tscript:xss()",
          "data:text/html,<script>xss()</script>",
          "vbscript:xss()",
          "<math><mtext></mtext><mglyph><svg><mtext><style><path id=\"</style><img onerror=xss()>\">",
          "<noscript><p title=\"</noscript><img src=x onerror=xss()>\">",
          "<style>@import 'javascript:xss()';</style>",
          "<div style=\"width:expression(xss())\">",
          "<link rel=stylesheet href=javascript:xss()>",
          "<meta http-equiv=refresh content=\"0;url=javascript:xss()\">",
          "<base href=javascript:xss()//>",
          "<object data=javascript:xss()>",
          "<embed src=javascript:xss()>",
          "<form action=javascript:xss()><input type=submit>",
          "<button formaction=javascript:xss()>a</button>",
          "<input autofocus onfocus=xss()>",
          "<details open ontoggle=xss()>",
          "<video><source onerror=xss()></video>",
          "<audio src=x onerror=xss()>",
          "<marquee onstart=xss()>",
          "<template><script>xss()</script></template>",
          "<xml onreadystatechange=xss()>",
          "<![CDATA[<script>xss()</script>]]>",
          "<!--><script>xss()</script-->",
          "<?xml version=1?><script>xss()</script>",
          "%3Cscript%3Exss()%3C/script%3E",
          "&lt;script&gt;xss()&lt;/script&gt;",
          "&#60;script&#62;xss()&#60;/script&#62;",
          "\\u003cscript\\u003exss()\\u003c/script\\u003e",
          "+ADw-script+AD4-xss()+ADw-/script+AD4-",
          "\u2028xss()\u2029",
          "{{constructor.constructor('xss()')()}}",
          "${xss()}",
          "#{xss()}",
          "<%= xss() %>",
          "{@html '<script>xss()</script>'}",
          "=cmd|' /C xss'!A0",
          "ｓcript＞＜script＞xss()＜/script＞");

  @TempDir private static Path home;

  private static AttackedServer server;

  @BeforeAll
  static void open() {
    server = new AttackedServer(home);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void everyTextComesBackHarmless() throws IOException {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < TEXTS.size(); i++) {
      for (String path : sown(TEXTS.get(i), i)) {
        HttpResponse<byte[]> answer = server.get(Visitor.SUPER_PRO, path);
        if (!harmless(answer, TEXTS.get(i))) {
          shown.add(path + " of " + TEXTS.get(i) + ": " + answer.headers().map());
        }
      }
    }
    assertThat(shown).isEmpty();
    assertThat(TEXTS).hasSizeGreaterThanOrEqualTo(50);
  }

  /** Puts the text wherever one can, and tells where it can be seen. */
  private static List<String> sown(String text, int number) throws IOException {
    String folder = "/xss" + number;
    List<String> paths = new ArrayList<>();
    HttpResponse<byte[]> asset =
        server.form(
            Visitor.SUPER_PRO,
            "/services/create",
            "assetPath",
            folder + "/" + text.replaceAll("[/\\\\:*?\"<>|#;\\t\u2028\u2029]", "_") + ".txt",
            "Filedata",
            "data:,words",
            "title",
            text,
            "description",
            text,
            "status",
            text,
            "tags",
            text);
    assertThat(asset.statusCode()).as(AttackedServer.text(asset)).isEqualTo(200);
    String id = AttackedServer.member(AttackedServer.text(asset), "id");
    ObjectNode hook = JSON.createObjectNode();
    hook.put("name", text.replaceAll("\\p{Cntrl}", " "))
        .put("description", text)
        .put("url", "http://127.0.0.1:9/");
    hook.putArray("eventTypes").add("asset_remove");
    hook.putObject("customHeaders").put("X-Own", text.replaceAll("[^ -~]", "_"));
    HttpResponse<byte[]> webhook =
        server.json(Visitor.SUPER_PRO, "POST", "/services/admin/webhook", hook.toString());
    assertThat(webhook.statusCode()).as(AttackedServer.text(webhook)).isEqualTo(201);
    server.json(
        Visitor.SUPER_PRO,
        "POST",
        "/api/groups",
        JSON.createObjectNode().put("name", text).put("description", text).toString());
    HttpResponse<byte[]> share =
        server.form(
            Visitor.SUPER_PRO,
            "/services/createAuthKey",
            "subject",
            text,
            "description",
            text,
            "validUntil",
            "2100-01-01",
            "assetIds",
            id,
            "downloadOriginal",
            "true");
    assertThat(share.statusCode()).as(AttackedServer.text(share)).isEqualTo(200);
    String url = AttackedServer.member(AttackedServer.text(share), "webClientUrl");
    paths.addAll(
        List.of(
            URI.create(url).getRawPath(),
            "/services/search?q=id:" + id,
            "/api/asset/" + id,
            "/api/asset/" + id + "/original",
            "/services/asset/history?id=" + id,
            "/services/browse?path=" + folder,
            "/services/admin/webhook",
            "/api/webhooks",
            "/api/groups",
            "/api/deliveries?text=xss&from=2026-01-01T00:00:00Z",
            "/api/deliveries/export?format=csv",
            "/metadata/report.csv?ids=" + id + "&fields=title,description",
            "/metrics"));
    return paths;
  }

  private static boolean harmless(HttpResponse<byte[]> answer, String text) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    boolean saved =
        answer.headers().firstValue("Content-Disposition").orElse("").startsWith("attachment");
    boolean sandbox =
        answer.headers().firstValue("Content-Security-Policy").orElse("").contains("sandbox");
    if (answer.headers().firstValue("X-Content-Type-Options").isEmpty()) {
      return false;
    }
    if (type.startsWith("text/html")) {
      String escaped = AttackedServer.text(answer);
      return !text.matches(".*[<>\"'].*") || !escaped.contains(text);
    }
    boolean json = type.matches("application/([a-z]+\\+)?json.*");
    return json || saved || sandbox || type.startsWith("text/plain");
  }

  /** The answers above did hold the texts: a test that looks at nothing finds nothing. */
  @Test
  void theSharePageShowsTheTextEscaped() throws IOException {
    String text = TEXTS.getFirst();
    String page = sown(text, 1000).getFirst();
    String html = AttackedServer.text(server.get(Visitor.ANONYMOUS, page));
    assertThat(html).contains("&lt;script&gt;xss()&lt;/script&gt;").doesNotContain("<script>xss");
  }
}
