package dev.carillon.bench.api;

import dev.carillon.bench.client.Traffic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Traffic that is over when something else has ended. */
record UntilEnded(Traffic traffic, AtomicBoolean ended) implements Traffic {

  @Override
  public boolean next(int connection, ByteBuffer request, long nanos) {
    return traffic.next(connection, request, nanos);
  }

  @Override
  public void answered(int connection, int status, ByteBuffer body, long nanos) throws IOException {
    traffic.answered(connection, status, body, nanos);
  }

  @Override
  public boolean over(long nanos) {
    return ended.get() || traffic.over(nanos);
  }

  @Override
  public boolean paced() {
    return traffic.paced();
  }
}
