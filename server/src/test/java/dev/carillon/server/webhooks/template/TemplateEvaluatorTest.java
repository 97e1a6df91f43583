package dev.carillon.server.webhooks.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

class TemplateEvaluatorTest {

  private static final String PAYLOAD =
      """
      {"timestamp":1591271532123,"type":"asset_update_metadata","assetId":"a1",
       "metadata":{"name":"ä \\"b\\"","n":3.0,"big":12345678901234567890},
       "changedMetadata":{"status":{"oldValue":null,"newValue":"Final"}}}
      """;
  private static final long TIME = 1_591_271_532_123L;

  private final TemplateEvaluator evaluator = new TemplateEvaluator();

  private String made(String template) throws TemplateFailure {
    return new String(evaluator.evaluate(template, PAYLOAD.getBytes(UTF_8), TIME), UTF_8);
  }

  private TemplateFailure failure(String template) {
    return catchThrowableOfType(TemplateFailure.class, () -> made(template));
  }

  @Test
  void aBodyReadsAsJavaScriptWouldPrintIt() throws TemplateFailure {
    assertThat(made("{'text': metadata.name, 'n': metadata.n, 'third': 1/3, 'none': null}"))
        .isEqualTo("{\"text\":\"ä \\\"b\\\"\",\"n\":3,\"third\":0.3333333333333333,\"none\":null}");
    assertThat(made("{'big': metadata.big, 'old': changedMetadata.status.oldValue}"))
        .isEqualTo("{\"big\":12345678901234567000,\"old\":null}");
    assertThat(made("[$keys(changedMetadata), true, nothing]")).isEqualTo("[\"status\",true]");
  }

  @Test
  void theTimeIsTheEventsAndWhatHappensByChanceIsRefused() throws TemplateFailure {
    String template = "{'at': $now(), 'ms': $millis(), 'year': $now('[Y]')}";
    assertThat(made(template))
        .isEqualTo("{\"at\":\"2020-06-04T11:52:12.123Z\",\"ms\":1591271532123,\"year\":\"2020\"}")
        .isEqualTo(made(template));
    assertThat(failure("{'a': $random()}").text()).contains("$random is not available");
    assertThat(failure("{'a': $map([1, 2], $random)}").text()).contains("$random");
    assertThat(failure("$shuffle([1, 2])").text()).contains("$shuffle is not available");
    assertThat(failure("$eval('{}')").text()).contains("$eval is not available");
  }

  @Test
  void aFailureSaysWhatIsWrongAndWhere() {
    assertThat(failure("{'a':").text())
        .isEqualTo("Expected \"}\" before end of expression (at character 5)");
    assertThat(failure("{\"a\": $foo(1)}").position()).isEqualTo(11);
    assertThat(failure("'text'").text())
        .isEqualTo("The result must be an object or an array, not a text");
    assertThat(failure("nothing").text()).endsWith("not nothing");
    assertThat(failure("{'f': function($x) {$x}}").text()).contains("a function");
    assertThat(failure("{'f': /a/}").text()).contains("regular expression");
    assertThat(failure("$error('mine')").text()).contains("mine");
    assertThat(failure("{'a': [1..200000]}").text()).contains("bytes, more than 1,000,000");
  }

  @Test
  void whatIsNestedTooDeeplyIsSaidAndTheNextPayloadIsShaped() throws TemplateFailure {
    assertThat(failure("($f := function($n) {1 + $f($n + 1)}; {'a': $f(1)})").text())
        .containsAnyOf("recursive", "too deeply");
    assertThat(failure("(".repeat(9_999)).text()).contains("too deeply");
    assertThat(made("{'a': 1}")).isEqualTo("{\"a\":1}");
  }

  @Test
  void whatATemplateKeepsIsGoneWithThePayload() throws TemplateFailure {
    String template = "($seen := $exists($kept); $kept := 1; {'seen': $seen})";
    assertThat(made(template)).isEqualTo("{\"seen\":false}");
    assertThat(made(template)).isEqualTo("{\"seen\":false}");
  }
}
