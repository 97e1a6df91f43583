package dev.carillon.server.webhooks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The rules of delivery that the store has a part in, for one kind of store. */
abstract class DeliveryRules implements LimitRules, SwitchRules, SurvivalRules {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private StoreHome home;

  abstract StoreHome home(Path dir) throws Exception;

  @BeforeEach
  final void build(@TempDir Path dir) throws Exception {
    home = closing(home(dir));
  }

  @AfterEach
  final void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Override
  public final StoreHome home() {
    return home;
  }

  @Override
  public final <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }
}
