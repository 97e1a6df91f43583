package dev.carillon.server.assets.share;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.bulk.AssetSelection;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.assets.relation.Relations;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which assets a key shares: those it names, what is in the containers among them, and what its
 * query finds.
 */
record SharedAssets(
    Assets assets,
    AssetPermissions assetPermissions,
    Relations relations,
    AssetSelection queries,
    QueriedFields asked) {

  private static final int SHOWN_MAX = 1000;
  private static final String DESCENDING = "-desc";

  /** Each visit sorts anew: a link with a thousand fields would cost the server dearly. */
  private static final int SORTS_MAX = 5;

  /**
   * Makes sure that all that a key names is there, and that who shares it may do himself what he
   * grants.
   *
   * @throws Problem 404 naming the first that is not, 403 naming the permission that is missing,
   *     400 where the query is malformed
   */
  void check(Call call, AuthKey.Terms terms) {
    named(terms).forEach(assets::get);
    checkLogo(call, terms);
    if (!query(terms).isEmpty()) {
      queries.first(assetPermissions.of(call), query(terms), 0);
    }
    checkPresent(call, terms);
  }

  private void checkLogo(Call call, AuthKey.Terms terms) {
    String logo = Branding.of(terms).logo();
    if (!logo.isEmpty()) {
      assetPermissions.require(call, assets.get(logo), Permission.PREVIEW);
    }
  }

  /** A key's logo, as long as its owner may see it. */
  Optional<Asset> logo(AuthKey key) {
    return assets.list(List.of(Branding.of(key.terms()).logo())).stream()
        .filter(
            asset ->
                AssetPermissions.permits(
                    assetPermissions.of(key.owner()), asset, Permission.PREVIEW))
        .findFirst();
  }

  /**
   * Checks the terms, but what is gone meanwhile does not matter.
   *
   * @throws Problem as {@link #check}
   */
  void checkPresent(Call call, AuthKey.Terms terms) {
    UserPermissions permissions = assetPermissions.of(call);
    for (Asset asset : assets.list(List.copyOf(named(terms)))) {
      AssetPermissions.require(permissions, asset, Permission.VIEW);
      for (Permission permission : needed(terms)) {
        AssetPermissions.require(permissions, asset, permission);
      }
      if (terms.grants().requestApproval()) {
        AssetPermissions.require(permissions, asset, Permission.EDIT_METADATA);
      }
    }
    String folder = terms.option("importFolderPath");
    if (!folder.isEmpty()) {
      permissions.require(new TreePath(folder), Permission.CREATE);
    }
  }

  /** The ids of those that a key's receiver may approve or reject now. */
  Set<String> judged(AuthKey key, List<Asset> all) {
    if (!key.terms().grants().requestApproval()) {
      return Set.of();
    }
    UserPermissions owner = assetPermissions.of(key.owner());
    return all.stream()
        .filter(
            asset ->
                AssetPermissions.permits(owner, asset, Permission.EDIT_METADATA)
                    && !asset.checkedOutByOther(key.owner()))
        .map(Asset::id)
        .collect(Collectors.toSet());
  }

  /** The permission that a user needs to share an asset: its page always shows a thumbnail. */
  private static List<Permission> needed(AuthKey.Terms terms) {
    return terms.grants().downloadOriginal()
        ? List.of(Permission.USE_ORIGINAL, Permission.PREVIEW)
        : List.of(Permission.PREVIEW);
  }

  private static Set<String> named(AuthKey.Terms terms) {
    Set<String> named = new LinkedHashSet<>(terms.assetIds());
    named.addAll(terms.containerIds());
    return named;
  }

  private static String query(AuthKey.Terms terms) {
    return terms.option("query");
  }

  /**
   * What came into a container later, and what a query finds, is shared as far as the key's owner
   * may see and grant it.
   */
  private boolean shares(AuthKey key, Asset asset) {
    if (named(key.terms()).contains(asset.id())) {
      return true;
    }
    UserPermissions owner = assetPermissions.of(key.owner());
    boolean may = AssetPermissions.permits(owner, asset, Permission.VIEW);
    for (Permission permission : needed(key.terms())) {
      may &= AssetPermissions.permits(owner, asset, permission);
    }
    return may;
  }

  /** The assets that are still there, in the key's order. */
  List<Asset> of(AuthKey key) {
    Set<String> ids = ids(key);
    if (asks(key)) {
      ids.addAll(queries.first(assetPermissions.of(key.owner()), query(key.terms()), SHOWN_MAX));
    }
    List<Asset> all =
        assets.list(ids.stream().limit(SHOWN_MAX).toList()).stream()
            .filter(asset -> shares(key, asset) && !opened(key, asset))
            .toList();
    String sort = key.terms().options().getOrDefault("sort", "");
    return sort.isEmpty() ? all : all.stream().sorted(order(sort)).toList();
  }

  /** A collection that is shared with its members is on the page by these. */
  private static boolean opened(AuthKey key, Asset asset) {
    return key.terms().containerIds().contains(asset.id())
        && asset.metadata().text("assetDomain").equals("container");
  }

  /**
   * One of them.
   *
   * @throws Problem 404 where the key does not share it, or it is gone
   */
  Asset one(AuthKey key, String id) {
    if (!ids(key).contains(id) && !found(key, id)) {
      throw Problem.notFound("shared asset", id);
    }
    Asset asset = assets.get(id);
    if (!shares(key, asset)) {
      throw Problem.notFound("shared asset", id);
    }
    return asset;
  }

  private boolean found(AuthKey key, String id) {
    return asks(key) && queries.finds(assetPermissions.of(key.owner()), query(key.terms()), id);
  }

  /** Whether its query, if there is one, is still asked. */
  boolean answers(AuthKey key) {
    return query(key.terms()).isEmpty() || asks(key);
  }

  /**
   * A query whose fields have become something else finds nothing: it might find now what it was to
   * keep back.
   */
  private boolean asks(AuthKey key) {
    String query = query(key.terms());
    return !query.isEmpty()
        && key.terms().option(AuthKeyParams.QUERY_FIELDS).equals(asked.of(query));
  }

  private Set<String> ids(AuthKey key) {
    Set<String> all = new LinkedHashSet<>();
    for (String id : named(key.terms())) {
      all.add(id);
      all.addAll(relations.members(id));
    }
    return all;
  }

  private static Comparator<Asset> order(String sort) {
    Comparator<Asset> order = (_, _) -> 0;
    for (String one : sort.split(",", SORTS_MAX)) {
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
    if (left instanceof Number first && right instanceof Number second) {
      return Double.compare(first.doubleValue(), second.doubleValue());
    }
    int apart = Integer.compare(rank(left), rank(right));
    return apart != 0
        ? apart
        : String.CASE_INSENSITIVE_ORDER.compare(Objects.toString(left), Objects.toString(right));
  }

  /** A field whose type was changed has both: nothing comes first, then numbers, then texts. */
  private static int rank(Object value) {
    return value.equals("") ? 0 : value instanceof Number ? 1 : 2;
  }
}
