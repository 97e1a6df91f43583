/**
 * The search call: reads what is asked for from parameters or from JSON, asks the index which
 * assets that are, and shows them. Uses {@code asset}, {@code asset.relation} and {@code search}.
 */
@NullMarked
package dev.carillon.server.asset.search;

import org.jspecify.annotations.NullMarked;
