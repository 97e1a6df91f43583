package dev.carillon.hooks.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashTreeTest {

  private static final HexFormat HEX = HexFormat.of();

  private final HashTree tree = new HashTree();

  private List<byte[]> leaves(int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(tree.leaf(("leaf " + i).getBytes(UTF_8)));
    }
    return leaves;
  }

  @Test
  void rootsAreThoseOfCertificateTransparency() {
    // the reference data of RFC 6962's implementation
    List<byte[]> leaves = new ArrayList<>();
    for (String input : List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657")) {
      leaves.add(tree.leaf(HEX.parseHex(input)));
    }
    assertThat(HEX.formatHex(tree.root(leaves.subList(0, 1))))
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assertThat(HEX.formatHex(tree.root(leaves.subList(0, 3))))
        .isEqualTo("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
    assertThat(HEX.formatHex(tree.root(leaves)))
        .isEqualTo("ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
  }

  @Test
  void eachPathLeadsFromItsLeafToTheRootAndFromNoOther() {
    for (int count = 1; count <= 33; count++) {
      List<byte[]> leaves = leaves(count);
      byte[] root = tree.root(leaves);
      for (int index = 0; index < count; index++) {
        List<byte[]> path = tree.path(leaves, index);
        assertThat(tree.root(leaves.get(index), index, count, path)).isEqualTo(root);
        byte[] other = tree.leaf("another".getBytes(UTF_8));
        assertThat(tree.root(other, index, count, path)).isNotEqualTo(root);
        path.add(other);
        int at = index;
        int of = count;
        assertThatIllegalArgumentException()
            .isThrownBy(() -> tree.root(leaves.get(at), at, of, path));
      }
    }
  }

  @Test
  void hashesThatStandOneAfterTheOtherHaveTheSameRoot() {
    for (int count = 0; count <= 70; count++) {
      List<byte[]> leaves = leaves(count);
      byte[] flat = new byte[(count + 1) * HashTree.HASH_BYTES];
      for (int i = 0; i < count; i++) {
        System.arraycopy(leaves.get(i), 0, flat, i * HashTree.HASH_BYTES, HashTree.HASH_BYTES);
      }
      byte[] before = flat.clone();
      assertThat(tree.root(flat, count)).as("%s leaves", count).isEqualTo(tree.root(leaves));
      assertThat(flat).isEqualTo(before);
    }
  }

  @Test
  void aPlaceThatIsNoLeafIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.root(leaves(1).getFirst(), 1, 1, List.of()))
        .withMessage("leaf 1 of 1; allowed is 0 to 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.root(leaves(1).getFirst(), 0, 2, List.of()))
        .withMessageContaining("too short");
  }

  @Test
  void aLeafIsReadAsItWasWritten() {
    AttemptLeaf leaf =
        new AttemptLeaf(
            new AttemptLeaf.Subject("d", 2, true, "w", "e", "asset_create", "ä".repeat(600), 7),
            new AttemptLeaf.Request(8, "https://x", 3, new byte[32], "json", "C/1", new byte[32]),
            new AttemptLeaf.Result(9, "rejected", 503, "http_5xx", "", new byte[700], new byte[0]));
    byte[] bytes = leaf.bytes();
    AttemptLeaf read = AttemptLeaf.read(bytes);
    assertThat(read.subject()).isEqualTo(leaf.subject());
    assertThat(read.bytes()).isEqualTo(bytes);
    for (int length = 0; length < bytes.length; length += 97) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatIllegalArgumentException().isThrownBy(() -> AttemptLeaf.read(cut));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatIllegalArgumentException().isThrownBy(() -> AttemptLeaf.read(longer));
  }
}
