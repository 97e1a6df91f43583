package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;

class MemoryStoreTest extends StoreContract {

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    TestAnnouncer announcer = new TestAnnouncer();
    return new InMemory(new MemoryStore(clock, announcer), announcer);
  }

  /** There is no transaction that could fail after it recorded: it records or it does not. */
  private record InMemory(MemoryStore memory, TestAnnouncer announcer) implements StoreUnderTest {

    @Override
    public HooksStore ports() {
      return memory.ports();
    }

    @Override
    public DeliveryLog log() {
      return memory.log();
    }

    @Override
    public Journal journal() {
      return memory.journal();
    }

    @Override
    public Receipt record(Event event) {
      return memory.record(event);
    }

    @Override
    public void recordAndThrow(Event event, RuntimeException thrown) {
      throw thrown;
    }

    @Override
    public byte[] stored() {
      return new byte[0];
    }

    @Override
    public void close() {}
  }
}
