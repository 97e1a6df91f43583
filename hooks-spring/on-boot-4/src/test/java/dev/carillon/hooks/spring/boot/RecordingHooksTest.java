package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.spring.testing.AutoConfigureRecordingHooks;
import dev.carillon.hooks.testkit.PublishedEvent;
import dev.carillon.hooks.testkit.RecordingHooks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

/** The tests of a program, without webhooks in the database. */
@SpringBootTest(
    classes = ShopApplication.class,
    webEnvironment = WebEnvironment.MOCK,
    properties = {"spring.jpa.hibernate.ddl-auto=create", "spring.jpa.open-in-view=false"})
@ContextConfiguration(initializers = FreshDatabase.class)
@AutoConfigureRecordingHooks
class RecordingHooksTest {

  @Autowired private Orders orders;
  @Autowired private RecordingHooks recorded;
  @Autowired private ObjectProvider<Hooks> hooks;
  @Autowired private JdbcTemplate jdbc;

  @BeforeEach
  void forget() {
    recorded.clear();
  }

  @Test
  void whatIsCommittedIsRecordedAndWhatIsRolledBackIsNot() {
    orders.place(new Order(1, "bell"));
    assertThatThrownBy(() -> orders.placeAndFail(new Order(2, "rope"))).hasMessage("no more rope");
    assertThat(recorded.published("order.placed"))
        .extracting(PublishedEvent::subject)
        .containsExactly("1");
  }

  @Test
  void neitherAKeyNorATableIsNeeded() {
    assertThat(hooks.getIfAvailable()).isNull();
    assertThat(
            jdbc.queryForList(
                "select tablename from pg_tables where tablename like 'hooks%'", String.class))
        .isEmpty();
  }
}
