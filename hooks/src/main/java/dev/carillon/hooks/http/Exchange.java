package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.http.response.ResponseReader;
import dev.carillon.hooks.http.transport.PlainTransport;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on one connection. On a {@link EventLoop} it goes as far as it can
 * without waiting, which mostly is to its end; else, and for what is left, on a thread that may
 * wait. Afterwards the connection rests, or is closed if it cannot be used again.
 */
final class Exchange {

  /** The most pieces of a response that the loop reads before a thread is given to it. */
  private static final int PIECES_MAX = 4;

  private final Connection connection;
  private final PreparedTarget target;
  private final SignedRequest request;
  private final Progress progress;
  private final HttpAttempt attempt;
  private final boolean used;
  private final long takenBefore;
  private boolean written;
  private @Nullable IOException writeFailure;
  private int pieces;

  Exchange(
      Connection connection, PreparedTarget target, SignedRequest request, HttpAttempt attempt) {
    this.connection = connection;
    this.target = target;
    this.request = request;
    this.progress = attempt.progress();
    this.attempt = attempt;
    this.used = connection.used();
    this.takenBefore = connection.transport().taken();
  }

  Connection connection() {
    return connection;
  }

  /** The next thing that a loop does. */
  enum Next {
    /** Nothing until bytes come. */
    WAIT,
    /** It is over. */
    OVER,
    /** It needs a thread that may wait, and goes on in {@link #finish}. */
    LEAVE
  }

  /** On a loop: writes what the network takes now. */
  Next begin() {
    enter();
    try {
      written = connection.writer().offer((PlainTransport) connection.transport());
    } catch (IOException failure) {
      writeFailure = failure;
    }
    if (!written) {
      return Next.LEAVE;
    }
    progress.written();
    return Next.WAIT;
  }

  /** On a loop: bytes have come, or the end. */
  Next readable() {
    try {
      if (connection.reader().offered() == 0) {
        return Next.WAIT;
      }
      progress.enter(Progress.Phase.RESPONSE);
      ReceiverResponse response = connection.reader().readIfThere();
      if (response == null) {
        return ++pieces < PIECES_MAX ? Next.WAIT : Next.LEAVE;
      }
      answered(response);
    } catch (IOException failure) {
      broken(failure);
    }
    return Next.OVER;
  }

  /** On a thread that may wait: all of it. */
  void run() {
    try {
      enter();
    } catch (RuntimeException | Error bug) {
      fail(bug);
      return;
    }
    finish();
  }

  /** On a thread that may wait: what is left of it. */
  void finish() {
    ReceiverResponse response;
    try {
      if (!written && writeFailure == null) {
        write();
      }
      response = writeFailure == null ? response() : responseDespite(writeFailure);
    } catch (NothingSentException closedMeanwhile) {
      again();
      return;
    } catch (IOException failure) {
      broken(failure);
      return;
    } catch (RuntimeException | Error bug) {
      fail(bug);
      return;
    }
    answered(response);
  }

  /** Starts again on a fresh connection: nothing was sent, and this one cannot be used. */
  void again() {
    connection.close();
    attempt.again();
  }

  /** Ends the attempt with this failure. */
  void broken(IOException failure) {
    IOException told = connection.expired() ? progress.late() : failure;
    connection.close();
    attempt.failed(told);
  }

  /** Ends the attempt because of a bug of ours. */
  void fail(Throwable bug) {
    connection.close();
    attempt.bug(bug);
  }

  /** Goes on in {@link #finish}, on a thread that may wait. */
  void leave() {
    attempt.finish(this);
  }

  private void answered(ReceiverResponse response) {
    attempt.letGo();
    connection.restOrClose();
    attempt.answered(response);
  }

  private void enter() {
    progress.meets(connection.peer());
    connection.tellWhetherAsked(progress);
    progress.enter(Progress.Phase.WRITE);
    connection.writer().begin(target, request);
  }

  private void write() {
    try {
      connection.writer().finish(connection.transport());
    } catch (IOException failure) {
      writeFailure = failure;
    }
  }

  private ReceiverResponse response() throws IOException {
    if (progress.phase() == Progress.Phase.WRITE) {
      progress.written();
      connection.reader().await();
      progress.enter(Progress.Phase.RESPONSE);
    }
    return connection.reader().read();
  }

  /**
   * A receiver may refuse a large request before it has read it, or demand a certificate after our
   * side of the handshake: its word may be there. One that took nothing of a request on a
   * connection that had served before has closed it meanwhile.
   */
  private ReceiverResponse responseDespite(IOException failure) throws IOException {
    if (used && connection.transport().taken() == takenBefore && !connection.expired()) {
      throw new NothingSentException(failure);
    }
    ResponseReader reader = connection.reader();
    try {
      ReceiverResponse response = reader.read();
      reader.spoil();
      return response;
    } catch (SSLException told) {
      told.addSuppressed(failure);
      throw told;
    } catch (IOException none) {
      failure.addSuppressed(none);
      throw failure;
    }
  }

  /** A kept connection turned out to be closed before it took a byte of the request. */
  private static final class NothingSentException extends IOException {

    private static final long serialVersionUID = 1L;

    NothingSentException(IOException cause) {
      super(cause);
    }
  }
}
