package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.testing.IndexUnderTest;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An index with assets in it, at a fixed time. */
final class Library implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

  final IndexUnderTest index;

  private Library(IndexUnderTest index) {
    this.index = index;
  }

  /** One whose index is new, on this engine. */
  static Library on(TestSearch search, Path directory) {
    Library library = new Library(search.open(directory, language(), NOW));
    library.index.settle();
    return library;
  }

  /** One on Lucene. */
  static Library lucene(Path directory) {
    return on(TestSearch.LUCENE, directory);
  }

  static LuceneIndex open(Path directory) {
    return LuceneIndex.open(
        directory, language(), RelatedAssets.NONE, () -> NOW, Duration.ofHours(1));
  }

  static QueryLanguage language() {
    return new QueryLanguage(new SmallRegistry(), () -> ZoneOffset.UTC);
  }

  /** Adds an asset at this path; more fields as name, value, name, value. */
  Library add(String id, String path, Object... more) {
    return addWithText(id, path, "", more);
  }

  Library addWithText(String id, String path, String text, Object... more) {
    index.put(id, metadata(path, more), text);
    return this;
  }

  Library remove(String id) {
    index.remove(id);
    return this;
  }

  List<String> find(String q) {
    return search(q).ids();
  }

  SearchResult search(String q) {
    return index.search(request(q));
  }

  static SearchRequest request(String q) {
    return new SearchRequest(q, 0, 1_000, List.of(new SearchRequest.Sort("id", false)));
  }

  static Metadata metadata(String path, Object... more) {
    Map<String, Object> values = new LinkedHashMap<>();
    String filename = path.substring(path.lastIndexOf('/') + 1);
    values.put("assetPath", path);
    values.put("folderPath", path.substring(0, Math.max(1, path.lastIndexOf('/'))));
    values.put("filename", filename);
    values.put("name", filename);
    for (int i = 0; i < more.length; i += 2) {
      values.put((String) more[i], more[i + 1]);
    }
    return Metadata.of(values);
  }

  @Override
  public void close() {
    index.close();
  }
}
