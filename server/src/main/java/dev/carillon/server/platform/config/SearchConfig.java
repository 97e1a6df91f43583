package dev.carillon.server.platform.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which engine finds assets. */
public sealed interface SearchConfig {

  /** How the property {@code search} begins where it names OpenSearch. */
  String OPENSEARCH = "opensearch:";

  /** What the property {@code search} says where each node has an index of its own. */
  String LOCAL = "lucene";

  /** As the property {@code search} names it. */
  String name();

  /** What must be the same on all nodes, in words. */
  String shared();

  /** An index of each node's own, in its home. */
  record Local() implements SearchConfig {

    @Override
    public String name() {
      return LOCAL;
    }

    @Override
    public String shared() {
      return LOCAL;
    }
  }

  /**
   * An index on OpenSearch, for all nodes.
   *
   * @param hosts nodes of OpenSearch, of which one that responds is asked
   * @param index the alias that searches ask; the names of its indexes begin with it
   * @param username who calls; empty = without credentials
   * @param password never shown
   * @param trustedCas a PEM file of more authorities that its certificates may come from
   */
  record OpenSearch(
      List<URI> hosts, String index, String username, String password, Optional<Path> trustedCas)
      implements SearchConfig {

    public OpenSearch {
      hosts = List.copyOf(hosts);
    }

    @Override
    public String name() {
      return OPENSEARCH + hosts.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    /** Nodes may reach it by different hosts. */
    @Override
    public String shared() {
      return "the index '" + index + "' on OpenSearch";
    }

    /** Without the password. */
    @Override
    public String toString() {
      return name() + " index " + index;
    }
  }

  /** The hosts that the property names; none where it names no OpenSearch. */
  static List<URI> hosts(String search) {
    return search.startsWith(OPENSEARCH)
        ? Arrays.stream(search.substring(OPENSEARCH.length()).split(",", -1))
            .map(URI::create)
            .toList()
        : List.of();
  }

  /** What is wrong with the properties of a node: assets would be on the network as they are. */
  static List<String> problems(PropertyValues values) {
    return values.value(NodeKeys.SEARCH_PLAIN_HTTP)
        ? List.of()
        : hosts(values.value(NodeKeys.SEARCH)).stream()
            .filter(host -> "http".equals(host.getScheme()))
            .filter(host -> !new ServerConfig.Listen(host.getHost(), 0).loopback())
            .map(
                host ->
                    "search: '%s' is another machine, and http does not encrypt: use https, or set"
                            .formatted(host)
                        + " searchPlainHttp=true if the network between them is protected")
            .toList();
  }

  /** What the properties of a node say. */
  static SearchConfig of(Path home, PropertyValues values) {
    String search = values.value(NodeKeys.SEARCH);
    if (search.equals(LOCAL)) {
      return new Local();
    }
    String authorities = values.value(NodeKeys.SEARCH_TRUSTED_CAS);
    return new OpenSearch(
        hosts(search),
        values.value(NodeKeys.SEARCH_INDEX),
        values.value(NodeKeys.SEARCH_USERNAME),
        values.value(NodeKeys.SEARCH_PASSWORD),
        authorities.isEmpty() ? Optional.empty() : Optional.of(home.resolve(authorities)));
  }
}
