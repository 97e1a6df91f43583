package dev.carillon.server.platform.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes beside each other must have in common. */
class NodeFactsTest {

  @TempDir private Path folder;
  private Database database;

  @BeforeEach
  void open() {
    database = ServerTables.in(PostgresDatabase.on(TestDatabase.freshSource()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private NodeFact key(String file) throws IOException {
    return NodeFact.key("config/token.key", TokenKey.readOrMake(folder.resolve(file)));
  }

  @Test
  void aNodeWithAnotherKeyIsRefusedByBothNamesAndLeavesNothingBehind() throws IOException {
    String a = key("a").value().get();
    String b = key("b").value().get();
    try (NodeFacts first = NodeFacts.join(database, "web1:1", List.of(key("a")))) {
      assertThatThrownBy(() -> NodeFacts.join(database, "web2:1", List.of(key("b"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("config/token.key differs")
          .hasMessageContaining("this node has " + b)
          .hasMessageContaining("node web1:1 has " + a)
          .hasMessageContaining("Copy config/token.key");
      NodeFacts.join(database, "web3:1", List.of(key("a"))).close();
      assertThat(first.trouble()).isEmpty();
      assertThat(nodes()).isEqualTo(1);
    }
    NodeFacts.join(database, "web2:1", List.of(key("b"))).close();
  }

  private long nodes() {
    return database.<Long>read(c -> Sql.number(c, "select count(distinct node) from node_facts"));
  }

  @Test
  void aNodeThatDiedDoesNotCountForLong() throws IOException {
    NodeFacts.join(database, "web1:1", List.of(key("a")));
    database.<Integer>write(
        connection ->
            Sql.update(
                connection,
                "update node_facts set seen_at = clock_timestamp() - interval '21 seconds'"));

    NodeFacts.join(database, "web2:1", List.of(key("b"))).close();
  }

  @Test
  void otherFieldsAreToldAndNoReasonNotToStart() throws IOException {
    Path one = Files.writeString(folder.resolve("one.csv"), "# fields\ncf_a, text\n");
    Path same = Files.writeString(folder.resolve("same.csv"), "\n  cf_a, text\n# other words\n");
    Path other = Files.writeString(folder.resolve("other.csv"), "cf_b, text\n");
    try (NodeFacts first = NodeFacts.join(database, "web1:1", List.of(NodeFact.fields(one)));
        NodeFacts second = NodeFacts.join(database, "web2:1", List.of(NodeFact.fields(same)))) {
      assertThat(List.of(first.trouble(), second.trouble())).containsOnly("");
      try (NodeFacts third = NodeFacts.join(database, "web3:1", List.of(NodeFact.fields(other)))) {
        assertThat(third.trouble())
            .contains("config/fields.csv differs", "web1:1", "web2:1", "restart those");
      }
    }
  }

  @Test
  void eachNodeNeedsTheKeyThatTheOtherEncryptsWith() {
    NodeFact old = NodeFact.secretKeys(() -> List.of("aaaaaaaa"));
    NodeFact rotated = NodeFact.secretKeys(() -> List.of("bbbbbbbb", "aaaaaaaa"));
    NodeFact prepared = NodeFact.secretKeys(() -> List.of("aaaaaaaa", "bbbbbbbb"));
    assertThat(agree(old, old)).isTrue();
    assertThat(agree(old, rotated)).isFalse();
    assertThat(agree(rotated, old)).isFalse();
    assertThat(agree(rotated, prepared)).isTrue();
  }

  private static boolean agree(NodeFact one, NodeFact other) {
    return one.agreement().holds(one.value().get(), other.value().get());
  }

  @Test
  void aFileStoreIsTheSameByWhateverPathItIsReached() throws IOException {
    Path store = Files.createDirectories(folder.resolve("store"));
    Path link = Files.createSymbolicLink(folder.resolve("mounted"), store);
    NodeFact own = NodeFact.fileStore(store);
    assertThat(agree(own, NodeFact.fileStore(link))).isTrue();
    assertThat(agree(own, NodeFact.fileStore(folder.resolve("another")))).isFalse();
    assertThat(Optional.of(own).filter(NodeFact::required)).isPresent();
  }
}
