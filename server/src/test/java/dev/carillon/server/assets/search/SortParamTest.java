package dev.carillon.server.assets.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.SearchRequest.Sort;
import org.junit.jupiter.api.Test;

class SortParamTest {

  @Test
  void datesAndNumbersFallUnlessAskedOtherwise() {
    assertThat(
            new SortParam(ShippedFields.load())
                .list("assetCreated, name,rating-asc,status-desc,fileSize,relevance"))
        .containsExactly(
            new Sort("assetCreated", true),
            new Sort("name", false),
            new Sort("rating", false),
            new Sort("status", true),
            new Sort("fileSize", true),
            new Sort("relevance", true));
  }
}
