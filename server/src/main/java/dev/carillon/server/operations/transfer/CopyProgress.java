package dev.carillon.server.operations.transfer;

import java.util.List;

/**
 * How far the copy of a table is.
 *
 * @param copied how many rows are in PostgreSQL
 * @param position of the last of them; empty before the first
 * @param replaced in how many texts a character was replaced
 * @param done whether these are all
 */
record CopyProgress(long copied, List<String> position, long replaced, boolean done) {}
