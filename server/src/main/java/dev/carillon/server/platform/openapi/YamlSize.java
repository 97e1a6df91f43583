package dev.carillon.server.platform.openapi;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * How large a document of YAML is as a tree, where each alias stands for all that it leads to. It
 * is counted before anything is made of the document: each part once, however often it is shared.
 */
final class YamlSize {

  /** So many values and names a document may have; a long text counts as several. */
  static final int MAX = 200_000;

  /** So many characters of a text count as one value. */
  private static final int CHARACTERS = 100;

  /** Stands for a part that is being counted: what comes back to it contains itself. */
  private static final long OPEN = -1;

  private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();

  private YamlSize() {}

  /**
   * Lets a document pass that is small enough.
   *
   * @param root null = it is empty
   * @throws IllegalArgumentException where it is too large, or contains itself
   */
  static void check(@Nullable Node root) {
    if (root != null) {
      new YamlSize().of(root);
    }
  }

  private long of(Node node) {
    Long known = sizes.putIfAbsent(node, OPEN);
    if (known != null && known == OPEN) {
      throw new IllegalArgumentException("an alias leads to what contains it");
    }
    if (known != null) {
      return known;
    }
    long size = 1;
    switch (node) {
      case ScalarNode text -> size += text.getValue().length() / CHARACTERS;
      case SequenceNode list -> {
        for (Node each : list.getValue()) {
          size = sum(size, of(each));
        }
      }
      case MappingNode map -> {
        for (NodeTuple each : map.getValue()) {
          size = sum(sum(size, of(each.getKeyNode())), of(each.getValueNode()));
        }
      }
      default -> {}
    }
    sizes.put(node, size);
    return size;
  }

  private static long sum(long one, long other) {
    if (one + other > MAX) {
      throw new IllegalArgumentException(
          "it has more than " + MAX + " values, where aliases count as what they lead to");
    }
    return one + other;
  }
}
