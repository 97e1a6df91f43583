package dev.carillon.server.assets.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonQueryTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{\"TermQuery\":{\"name\":\"name\",\"value\":\"a \\\"b\"}} ~ name:\"a \\\"b\"",
        "{\"WildcardQuery\":{\"name\":\"name\",\"wildcardValue\":\"a b*?\"}} ~ name:a AND name:b*?",
        "{\"BoolQuery\":{\"elements\":[{\"operator\":\"MUST\",\"query\":{\"QueryStringQuery\":"
            + "{\"queryString\":\"x y\"}}},{\"operator\":\"MUST_NOT\",\"query\":{\"TermQuery\":"
            + "{\"name\":\"a\",\"value\":\"b\"}}}]}} ~ +(x y) -(a:\"b\")",
        "{\"BoolQuery\":{\"elements\":[{\"operator\":\"SHOULD\",\"query\":{\"QueryStringQuery\":"
            + "{\"queryString\":\"x\"}}},{\"operator\":\"SHOULD\",\"query\":{\"QueryStringQuery\":"
            + "{\"queryString\":\"y\"}}}]}} ~ +((x) OR (y))",
        "{\"QueryStringQuery\":{\"queryString\":\"/a b\"}} ~ /a b",
        "{\"WildcardQuery\":{\"name\":\"folderPath\",\"wildcardValue\":\"/a b*\"}}"
            + " ~ folderPath:\\/a\\ b*",
        "{\"BoolQuery\":{\"elements\":[]}} ~ *:*",
        "{\"BoolQuery\":{\"elements\":[{\"operator\":\"MUST\",\"query\":{\"QueryStringQuery\":"
            + "{\"queryString\":\"\"}}}]}} ~ +(*:*)",
        "{\"BoolQuery\":{\"elements\":[{\"operator\":\"MUST\",\"query\":{\"QueryStringQuery\":"
            + "{\"queryString\":\"/a b\"}}}]}} ~ +(assetPath:\"/a b\" OR ancestorPaths:\"/a b\")",
      })
  void aQueryInJsonIsWrittenInTheQueryLanguage(String json, String text) throws IOException {
    assertThat(JsonQuery.text(JsonMapper.builder().build().readTree(json))).isEqualTo(text);
  }
}
