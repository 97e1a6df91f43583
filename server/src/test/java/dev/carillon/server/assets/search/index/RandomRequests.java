package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchRequest.Sort;
import dev.carillon.server.assets.search.query.VisibleFolders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Assets by the thousand, and searches with all that a search can ask for. */
final class RandomRequests {

  private static final List<String> ODD_TITLES =
      List.of(
          "Straße",
          "İstanbul",
          "ﬁnal",
          "\uD83C\uDF89 party",
          "日本語の文書",
          "한국어 문서",
          "ＡＢＣ１２３",
          "\uD835\uDD38\uD835\uDD39",
          "C++ & C#",
          "…",
          "50%",
          "zz\u0000top");

  private static final List<String> SORTED =
      List.of(
          "status",
          "title",
          "description",
          "tags",
          "name",
          "assetPath",
          "rating",
          "fileSize",
          "assetCreated",
          "cf_x",
          "id",
          "textContent");

  private static final List<String> COUNTED =
      List.of(
          "status",
          "title",
          "tags",
          "folderPath",
          "ancestorPaths",
          "rating",
          "fileSize",
          "assetCreated",
          "cf_x",
          "id",
          "noSuchField");

  private static final List<String> CHOSEN =
      List.of("boat", "Sea", "Boats été", "2", "2.5", "0", "/a", "/a/b c", "13", "日本", "none");

  private static final List<String> FOLDERS =
      List.of("/", "/a", "/a/b c", "/a/b", "/a/b c/d", "/ab", "/a/*", "/nowhere");

  private final Random random;
  private final RandomQueries queries;

  RandomRequests(long seed) {
    random = new Random(seed);
    queries = new RandomQueries(seed + 1);
  }

  /** All fields of an asset. */
  Metadata metadata() {
    Metadata metadata = queries.metadata();
    return random.nextInt(10) == 0 ? metadata.with("title", any(ODD_TITLES)) : metadata;
  }

  /** The words in a file; none, as often as not. */
  String text() {
    return queries.text();
  }

  /** A search, which need not be allowed. */
  SearchRequest next() {
    boolean paged = random.nextInt(3) == 0;
    SearchRequest request =
        new SearchRequest(
            query(),
            paged ? any(List.of(1, 10, 500, 9_990)) : 0,
            any(List.of(0, 7, 100, 10_000)),
            sorts(),
            facets());
    return random.nextInt(3) == 0 ? request.seenBy(sight(), sight()) : request;
  }

  private String query() {
    return switch (random.nextInt(20)) {
      case 0, 1 -> queries.noise();
      case 2 -> any(List.of("title:(", "(")) + any(ODD_TITLES) + ")";
      case 3 -> "title:\"" + any(ODD_TITLES) + "\" OR " + queries.query(1);
      default -> queries.query(3);
    };
  }

  private List<Sort> sorts() {
    List<Sort> sorts = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      // the last is not allowed: now and then a search is refused for it
      int last = random.nextInt(10) == 0 ? SORTED.size() : SORTED.size() - 1;
      sorts.add(new Sort(SORTED.get(random.nextInt(last)), random.nextBoolean()));
    }
    return sorts;
  }

  private List<Facet> facets() {
    List<Facet> facets = new ArrayList<>();
    Set<String> fields = new HashSet<>();
    for (int n = Math.max(0, random.nextInt(5) - 1); n > 0; n--) {
      String field = any(COUNTED);
      if (fields.add(field)) {
        boolean chosen = random.nextInt(3) == 0;
        facets.add(new Facet(field, chosen ? List.of(any(CHOSEN), any(CHOSEN)) : List.of()));
      }
    }
    return facets;
  }

  private VisibleFolders sight() {
    List<Set<String>> layers = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      layers.add(Set.of(any(FOLDERS.subList(0, 3)), any(FOLDERS.subList(3, FOLDERS.size()))));
    }
    return random.nextInt(3) == 0 ? VisibleFolders.EVERYTHING : new VisibleFolders(false, layers);
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
