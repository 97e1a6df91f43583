package dev.carillon.server.share;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.Assets;
import dev.carillon.server.asset.port.Members;
import dev.carillon.server.field.Metadata;
import dev.carillon.server.http.Problem;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which assets a key shares: those it names, and what is in the containers among them. */
final class Shared {

  private static final int SHOWN_MAX = 1000;
  private static final String DESCENDING = "-desc";

  private final Assets assets;
  private final Members members;

  Shared(Assets assets, Members members) {
    this.assets = assets;
    this.members = members;
  }

  /**
   * Makes sure that all that a new key names is there.
   *
   * @throws Problem 404 naming the first that is not
   */
  void check(AuthKey.Terms terms) {
    terms.assetIds().forEach(assets::get);
    terms.containerIds().forEach(assets::get);
  }

  /** The assets that are still there, in the key's order. */
  List<Asset> of(AuthKey key) {
    List<Asset> all = assets.list(ids(key).stream().limit(SHOWN_MAX).toList());
    String sort = key.terms().options().getOrDefault("sort", "");
    return sort.isEmpty() ? all : all.stream().sorted(order(sort)).toList();
  }

  /**
   * One of them.
   *
   * @throws Problem 404 where the key does not share it, or it is gone
   */
  Asset one(AuthKey key, String id) {
    if (!ids(key).contains(id)) {
      throw Problem.notFound("shared asset", id);
    }
    return assets.get(id);
  }

  private Set<String> ids(AuthKey key) {
    Set<String> named = new LinkedHashSet<>(key.terms().assetIds());
    named.addAll(key.terms().containerIds());
    Set<String> all = new LinkedHashSet<>();
    for (String id : named) {
      all.add(id);
      all.addAll(members.of(id));
    }
    return all;
  }

  private static Comparator<Asset> order(String sort) {
    Comparator<Asset> order = (_, _) -> 0;
    for (String one : sort.split(",")) {
      String name = one.strip();
      boolean falls = name.endsWith(DESCENDING);
      String field = name.replaceFirst("-(asc|desc)$", "");
      Comparator<Asset> by = (a, b) -> compare(a.metadata(), b.metadata(), field);
      order = order.thenComparing(falls ? by.reversed() : by);
    }
    return order;
  }

  private static int compare(Metadata a, Metadata b, String field) {
    Object left = a.get(field).orElse("");
    Object right = b.get(field).orElse("");
    return left instanceof Number first && right instanceof Number second
        ? Double.compare(first.doubleValue(), second.doubleValue())
        : String.CASE_INSENSITIVE_ORDER.compare(Objects.toString(left), Objects.toString(right));
  }
}
