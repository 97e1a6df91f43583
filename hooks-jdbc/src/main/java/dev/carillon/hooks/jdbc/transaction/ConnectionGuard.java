package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.jdbc.TableNames;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a caller has for the length of one work. It cannot end the transaction,
 * change the connection's settings or close it; statements that the caller left open are closed
 * when the work ends, and after that nothing works any more. See decision 110.
 */
final class ConnectionGuard implements InvocationHandler {

  /** Neither ends the transaction nor leaves anything behind; all others are refused. */
  private static final Set<String> ALLOWED =
      Set.of(
          "nativeSQL",
          "getAutoCommit",
          "getMetaData",
          "isReadOnly",
          "getCatalog",
          "getTransactionIsolation",
          "getWarnings",
          "clearWarnings",
          "getTypeMap",
          "getHoldability",
          "createClob",
          "createBlob",
          "createNClob",
          "createSQLXML",
          "createArrayOf",
          "createStruct",
          "isValid",
          "getClientInfo",
          "getSchema",
          "getNetworkTimeout");

  private final ConnectionLoan loan;
  private final Connection behind;
  private final Connection guarded;
  private final List<StatementGuard> open = new ArrayList<>();

  ConnectionGuard(ConnectionLoan loan, Connection behind) {
    this.loan = loan;
    this.behind = behind;
    this.guarded = proxy(Lent.class, this);
  }

  Connection connection() {
    return guarded;
  }

  void closeStatements() throws SQLException {
    for (StatementGuard statement : List.copyOf(open)) {
      statement.close();
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    String name = method.getName();
    return switch (name) {
      case "loan" -> loan;
      case "unwrap" -> unwrap(wanted(args));
      case "isWrapperFor" -> wanted(args).isInstance(loan) || wanted(args).isInstance(proxy);
      case "isClosed" -> loan.ended() || behind.isClosed();
      case "createStatement", "prepareStatement" -> statement(method, args);
      case "equals", "hashCode", "toString" -> ofObject(proxy, name, args);
      default -> {
        if (!ALLOWED.contains(name)) {
          throw new IllegalStateException(
              name + " is not for the borrower of a connection: the lender does that");
        }
        loan.checkOpen();
        yield call(behind, method, args);
      }
    };
  }

  private Object unwrap(Class<?> type) throws SQLException {
    if (type.isInstance(loan)) {
      return loan;
    }
    if (type.isInstance(guarded)) {
      return guarded;
    }
    throw new SQLException("a lent connection is not a " + type.getName());
  }

  /** Only what is prepared without further wishes is used again; markers are the store's alone. */
  private Statement statement(Method method, @Nullable Object @Nullable [] args) throws Throwable {
    loan.checkOpen();
    boolean prepared = method.getName().equals("prepareStatement");
    if (prepared
        && args != null
        && args.length == 1
        && args[0] instanceof String text
        && !TableNames.hasMarkers(text)) {
      return guarded(PreparedStatement.class, loan.take(text), text);
    }
    Statement made = (Statement) call(behind, method, args);
    return guarded(prepared ? PreparedStatement.class : Statement.class, made, null);
  }

  private Statement guarded(
      Class<? extends Statement> type, @Nullable Statement statement, @Nullable String text) {
    if (statement == null) {
      throw new IllegalStateException("the driver made no statement");
    }
    StatementGuard guard = new StatementGuard(statement, text);
    open.add(guard);
    return proxy(type, guard);
  }

  private static Class<?> wanted(@Nullable Object @Nullable [] args) {
    return args != null && args[0] instanceof Class<?> type ? type : Void.class;
  }

  /** Each is equal to itself alone. */
  @SuppressWarnings("ReferenceEquality")
  private static Object ofObject(Object proxy, String name, @Nullable Object @Nullable [] args) {
    return switch (name) {
      case "equals" -> args != null && proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "lent@" + Integer.toHexString(System.identityHashCode(proxy));
    };
  }

  private static @Nullable Object call(
      Object behind, Method method, @Nullable Object @Nullable [] args) throws Throwable {
    try {
      return method.invoke(behind, args);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            ConnectionGuard.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** A lent connection, as the store itself sees it. */
  interface Lent extends Connection {

    /** The loan behind a guarded connection. Called for each event, so it must cost little. */
    ConnectionLoan loan();
  }

  /** A statement: it leads back to the guarded connection, and dies with the loan. */
  private final class StatementGuard implements InvocationHandler {

    private final Statement statement;

    /** The SQL that the statement was prepared from; null if it is not kept for the next caller. */
    private final @Nullable String text;

    private @Nullable ResultSet result;
    private boolean changed;
    private boolean closed;

    StatementGuard(Statement statement, @Nullable String text) {
      this.statement = statement;
      this.text = text;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
        throws Throwable {
      String name = method.getName();
      return switch (name) {
        case "close" -> {
          close();
          yield null;
        }
        case "isClosed" -> closed || statement.isClosed();
        case "getConnection" -> guarded;
        case "isWrapperFor" -> wanted(args).isInstance(proxy);
        case "unwrap" -> unwrap(proxy, wanted(args));
        case "equals", "hashCode", "toString" -> ofObject(proxy, name, args);
        default -> passed(method, args);
      };
    }

    private static Object unwrap(Object proxy, Class<?> type) throws SQLException {
      if (type.isInstance(proxy)) {
        return proxy;
      }
      throw new SQLException("a lent statement is not a " + type.getName());
    }

    private @Nullable Object passed(Method method, @Nullable Object @Nullable [] args)
        throws Throwable {
      if (closed) {
        throw new IllegalStateException("the statement is closed");
      }
      String name = method.getName();
      // parameters are set by methods of PreparedStatement, settings that stay by these
      changed |=
          name.equals("closeOnCompletion")
              || (name.startsWith("set") && method.getDeclaringClass() == Statement.class);
      Object value = call(statement, method, args);
      if (value instanceof ResultSet opened) {
        result = opened;
      }
      return value;
    }

    void close() throws SQLException {
      if (closed) {
        return;
      }
      closed = true;
      open.remove(this);
      if (result != null) {
        result.close();
      }
      if (text != null && !changed && statement instanceof PreparedStatement prepared) {
        loan.giveBack(text, prepared);
      } else {
        statement.close();
      }
    }
  }
}
