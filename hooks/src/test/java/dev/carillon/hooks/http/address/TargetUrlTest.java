package dev.carillon.hooks.http.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://example.com/hook, example.com, 80",
    "https://EXAMPLE.com./, example.com, 443",
    "http://127.0.0.1:8081/x, 127.0.0.1, 8081",
    "http://[::1]:9/, ::1, 9",
    "http://[2001:db8:0:1::]/, 2001:db8:0:1::, 80",
    "http://[::ffff:10.0.0.1]/, ::ffff:10.0.0.1, 80",
    "http://[::ffff:a00:1]/, ::ffff:a00:1, 80",
    "http://[1:0:0:2::3]/, 1:0:0:2::3, 80",
    "http://[1::2:0:0:3:4]/, 1::2:0:0:3:4, 80",
    "http://[1:2:3:4:5:6:7:0]/, 1:2:3:4:5:6:7:0, 80",
    "http://bücher.example/, xn--bcher-kva.example, 80",
    "http://_foo.example.com/, _foo.example.com, 80",
    "http://LOCALHOST./, localhost, 80",
    // forms that a browser reads as 127.0.0.1 and localhost: the guard sees what they mean
    "http://①②⑦.⓪.⓪.①/, 127.0.0.1, 80",
    "http://127。0。0。1/, 127.0.0.1, 80",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/, localhost, 80",
  })
  void readsHostAndPort(String url, String host, int port) {
    TargetUrl target = TargetUrl.parse(url);
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.port()).isEqualTo(port);
    assertThat(target.url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "//example.com/",
        "file:///etc/passwd",
        "gopher://x/",
        "ftp://x/",
        "jar:http://x/!/",
        "http:127.0.0.1",
        "http:///127.0.0.1",
        "http://",
        "http://:80/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://08.8.8.8/",
        "http://256.1.1.1/",
        "http://1.2.3.4.5/",
        "http://[::1%25lo]/",
        "http://[::1/",
        "http://[1.2.3.4]/",
        "http://::1/",
        "http://::0:9",
        "http://2001:db8::1/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[1:0:0:2:0:0:0:3]/",
        "http://[1::2:0:0:0:3]/",
        "http://[1:2:3:4:5:6:7::]/",
        "http://[2001:DB8::1]/",
        "http://[::01]/",
        "http://[::127.0.0.1]/",
        "http://[::FFFF:10.0.0.1]/",
        "http://example.com@127.0.0.1/",
        "http://127.0.0.1:80@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://example.com#@127.0.0.1/",
        "http://%31%32%37.0.0.1/",
        "http://a.b:0/",
        "http://a.b:65536/",
        "http://a.b:-1/",
        "http://a.b:٨٠/",
        "http://a.b:/",
        "http://a b/",
        "http://a\tb/",
        "http://a\nb/",
        "http://-a.example/",
        "http://a..b/",
        "http://a.example:80:80/",
      })
  void refusesWhatIsNotOneClearUrl(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> TargetUrl.parse(url));
  }

  @Test
  void refusesAHostOfFiveThousandCharacters() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse("http://" + "a".repeat(5000) + ".example/"));
  }

  @Test
  void aCanonicalQuadWithATrailingDotIsThatAddress() {
    assertThat(TargetUrl.parse("http://127.0.0.1./").literal()).isPresent();
  }

  @Test
  void aPortMayBeTheFirstAndTheLast() {
    assertThat(TargetUrl.parse("http://a.b:1/").port()).isEqualTo(1);
    assertThat(TargetUrl.parse("http://a.b:65535/").port()).isEqualTo(65535);
  }

  @Test
  void aUrlMayHave4096Characters() {
    String start = "http://a.b/";
    assertThat(TargetUrl.parse(start + "x".repeat(4096 - start.length())).host()).isEqualTo("a.b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse(start + "x".repeat(4097 - start.length())))
        .withMessage("at most 4096 characters long");
  }

  @Test
  void aNameMayHave253Characters() {
    String label = "a".repeat(61) + ".";
    String name = label.repeat(4) + "abcde";
    assertThat(TargetUrl.parse("http://" + name + "/").host()).hasSize(253);
    assertThatIllegalArgumentException().isThrownBy(() -> TargetUrl.parse("http://" + name + "f/"));
  }

  /** The messages are shown to people: each tells the first thing that is wrong. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://a.b/|an http or https URL",
        "http:///x|a URL with a host",
        "http://u@a.b/|a URL without user name and password",
        "http://@a.b/|a URL without user name and password",
        "http://a.b/#x|a URL without a fragment (#…)",
        "http://a.b:x/|a URL with a port of digits only",
        "http://a.b:0/|a URL with a port from 1 to 65535",
        "http://a%62.c/|a URL without % in its host",
        "http://%61.c/|a URL without % in its host",
        "http://0x7f.1/|a URL whose numeric host is a plain dotted quad such as 192.0.2.1",
        "http://-a.b/|a URL with a valid host name",
        "http://a b/|a URL without spaces, control characters and backslashes",
      })
  void theMessageSaysWhatMustBe(String url, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TargetUrl.parse(url))
        .withMessageStartingWith(message);
  }

  @Test
  void whatStandsRightAboveSpaceIsNoSpace() {
    assertThat(TargetUrl.parse("http://a.b/!").url()).endsWith("!");
    assertThatIllegalArgumentException().isThrownBy(() -> TargetUrl.parse("http://a.b/\u007f"));
  }
}
