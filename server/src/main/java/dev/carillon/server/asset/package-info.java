/**
 * Assets: what they are, how a request becomes a change ({@link
 * dev.carillon.server.asset.AssetChange}), and how changes are stored with their events. What is
 * done with them is in the packages below, which it puts together: {@code edit}, {@code move},
 * {@code remove}, {@code bulk}, {@code download}, {@code search} and more. Uses {@code folder},
 * {@code file}, {@code field}, {@code event}, {@code change}, {@code search} and {@code http}.
 */
@NullMarked
package dev.carillon.server.asset;

import org.jspecify.annotations.NullMarked;
