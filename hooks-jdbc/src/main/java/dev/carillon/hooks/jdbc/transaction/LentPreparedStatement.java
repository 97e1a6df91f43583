package dev.carillon.hooks.jdbc.transaction;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/** A prepared statement of a lent connection; closing it keeps it for the next caller. */
final class LentPreparedStatement extends LentStatement implements PreparedStatement {

  private final StatementCache cache;
  private final StatementCache.Entry entry;

  LentPreparedStatement(LentConnection owner, StatementCache cache, StatementCache.Entry entry) {
    super(owner, entry.statement());
    this.cache = cache;
    this.entry = entry;
  }

  @Override
  void giveBack(boolean changed) throws SQLException {
    closeResult();
    if (changed) {
      entry.statement().close();
    } else {
      cache.giveBack(entry);
    }
  }

  private PreparedStatement inner() {
    checkOpen();
    return entry.statement();
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    return kept(inner().executeQuery());
  }

  @Override
  public int executeUpdate() throws SQLException {
    return inner().executeUpdate();
  }

  @Override
  public void setNull(int index, int value) throws SQLException {
    inner().setNull(index, value);
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    inner().setBoolean(index, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    inner().setByte(index, value);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    inner().setShort(index, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    inner().setInt(index, value);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    inner().setLong(index, value);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    inner().setFloat(index, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    inner().setDouble(index, value);
  }

  @Override
  public void setBigDecimal(int index, BigDecimal value) throws SQLException {
    inner().setBigDecimal(index, value);
  }

  @Override
  public void setString(int index, String value) throws SQLException {
    inner().setString(index, value);
  }

  @Override
  public void setBytes(int index, byte[] value) throws SQLException {
    inner().setBytes(index, value);
  }

  @Override
  public void setDate(int index, Date value) throws SQLException {
    inner().setDate(index, value);
  }

  @Override
  public void setTime(int index, Time value) throws SQLException {
    inner().setTime(index, value);
  }

  @Override
  public void setTimestamp(int index, Timestamp value) throws SQLException {
    inner().setTimestamp(index, value);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, int extra) throws SQLException {
    inner().setAsciiStream(index, value, extra);
  }

  @Deprecated
  @Override
  public void setUnicodeStream(int index, InputStream value, int extra) throws SQLException {
    throw new SQLFeatureNotSupportedException("setUnicodeStream");
  }

  @Override
  public void setBinaryStream(int index, InputStream value, int extra) throws SQLException {
    inner().setBinaryStream(index, value, extra);
  }

  @Override
  public void clearParameters() throws SQLException {
    inner().clearParameters();
  }

  @Override
  public void setObject(int index, Object value, int extra) throws SQLException {
    inner().setObject(index, value, extra);
  }

  @Override
  public void setObject(int index, Object value) throws SQLException {
    inner().setObject(index, value);
  }

  @Override
  public boolean execute() throws SQLException {
    return inner().execute();
  }

  @Override
  public void addBatch() throws SQLException {
    inner().addBatch();
  }

  @Override
  public void setCharacterStream(int index, Reader value, int extra) throws SQLException {
    inner().setCharacterStream(index, value, extra);
  }

  @Override
  public void setRef(int index, Ref value) throws SQLException {
    inner().setRef(index, value);
  }

  @Override
  public void setBlob(int index, Blob value) throws SQLException {
    inner().setBlob(index, value);
  }

  @Override
  public void setClob(int index, Clob value) throws SQLException {
    inner().setClob(index, value);
  }

  @Override
  public void setArray(int index, Array value) throws SQLException {
    inner().setArray(index, value);
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    return inner().getMetaData();
  }

  @Override
  public void setDate(int index, Date value, Calendar extra) throws SQLException {
    inner().setDate(index, value, extra);
  }

  @Override
  public void setTime(int index, Time value, Calendar extra) throws SQLException {
    inner().setTime(index, value, extra);
  }

  @Override
  public void setTimestamp(int index, Timestamp value, Calendar extra) throws SQLException {
    inner().setTimestamp(index, value, extra);
  }

  @Override
  public void setNull(int index, int value, String extra) throws SQLException {
    inner().setNull(index, value, extra);
  }

  @Override
  public void setURL(int index, URL value) throws SQLException {
    inner().setURL(index, value);
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    return inner().getParameterMetaData();
  }

  @Override
  public void setRowId(int index, RowId value) throws SQLException {
    inner().setRowId(index, value);
  }

  @Override
  public void setNString(int index, String value) throws SQLException {
    inner().setNString(index, value);
  }

  @Override
  public void setNCharacterStream(int index, Reader value, long extra) throws SQLException {
    inner().setNCharacterStream(index, value, extra);
  }

  @Override
  public void setNClob(int index, NClob value) throws SQLException {
    inner().setNClob(index, value);
  }

  @Override
  public void setClob(int index, Reader value, long extra) throws SQLException {
    inner().setClob(index, value, extra);
  }

  @Override
  public void setBlob(int index, InputStream value, long extra) throws SQLException {
    inner().setBlob(index, value, extra);
  }

  @Override
  public void setNClob(int index, Reader value, long extra) throws SQLException {
    inner().setNClob(index, value, extra);
  }

  @Override
  public void setSQLXML(int index, SQLXML value) throws SQLException {
    inner().setSQLXML(index, value);
  }

  @Override
  public void setObject(int index, Object value, int extra, int more) throws SQLException {
    inner().setObject(index, value, extra, more);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, long extra) throws SQLException {
    inner().setAsciiStream(index, value, extra);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, long extra) throws SQLException {
    inner().setBinaryStream(index, value, extra);
  }

  @Override
  public void setCharacterStream(int index, Reader value, long extra) throws SQLException {
    inner().setCharacterStream(index, value, extra);
  }

  @Override
  public void setAsciiStream(int index, InputStream value) throws SQLException {
    inner().setAsciiStream(index, value);
  }

  @Override
  public void setBinaryStream(int index, InputStream value) throws SQLException {
    inner().setBinaryStream(index, value);
  }

  @Override
  public void setCharacterStream(int index, Reader value) throws SQLException {
    inner().setCharacterStream(index, value);
  }

  @Override
  public void setNCharacterStream(int index, Reader value) throws SQLException {
    inner().setNCharacterStream(index, value);
  }

  @Override
  public void setClob(int index, Reader value) throws SQLException {
    inner().setClob(index, value);
  }

  @Override
  public void setBlob(int index, InputStream value) throws SQLException {
    inner().setBlob(index, value);
  }

  @Override
  public void setNClob(int index, Reader value) throws SQLException {
    inner().setNClob(index, value);
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    return inner().executeLargeUpdate();
  }
}
