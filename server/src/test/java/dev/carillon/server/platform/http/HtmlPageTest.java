package dev.carillon.server.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.digest.Digests;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class HtmlPageTest {

  @Test
  void aTextCanEndNeitherAnElementNorAnAttribute() {
    assertThat(HtmlPage.text("<b a=\"x\" b='y'>&\u0007\n"))
        .isEqualTo("&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp; \n");
  }

  @Test
  void thePolicyAllowsTheStyleOfThePageAndWhatWasNamed() {
    Response.Text page =
        (Response.Text)
            new HtmlPage("p{margin:0}", "form-action 'self'").of(200, "<title>", "<p>x</p>");
    String body = page.body();
    String style = body.substring(body.indexOf("<style>") + 7, body.indexOf("</style>"));
    byte[] digest = Digests.sha256().digest(style.getBytes(UTF_8));

    assertThat(style).contains("p{margin:0}");
    assertThat(body).contains("<title>&lt;title&gt;</title>", "<p>x</p>");
    assertThat(page.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; ")
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
        .endsWith("; form-action 'self'")
        .doesNotContain("img-src");
  }
}
