package dev.carillon.hooks.contracts;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens a store for each test, and the next owner's where a test asks for it. */
public abstract class StoreSuccession implements SuccessionFixture {

  private final ManualClock clock = new ManualClock();
  private final List<StoreUnderTest> opened = new ArrayList<>();

  /** An empty store that goes by this clock. */
  protected abstract StoreUnderTest open(ManualClock clock);

  /**
   * The same store as its next owner opens it.
   *
   * @param before the one before, which has not said that it ends; closed where a store cannot be
   *     open twice
   */
  protected abstract StoreUnderTest openNext(StoreUnderTest before, ManualClock clock);

  @BeforeEach
  final void openStore() {
    opened.add(open(clock));
  }

  @AfterEach
  final void closeStores() {
    opened.reversed().forEach(StoreUnderTest::close);
  }

  @Override
  public final StoreUnderTest succeed() {
    StoreUnderTest before = store();
    opened.add(openNext(before, clock));
    return before;
  }

  @Override
  public final StoreUnderTest store() {
    return opened.getLast();
  }

  @Override
  public final ManualClock clock() {
    return clock;
  }
}
