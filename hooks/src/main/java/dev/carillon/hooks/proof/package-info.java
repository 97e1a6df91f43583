/**
 * What shows that an attempt was recorded as it is shown: the bytes of an attempt that are hashed,
 * and the tree of hashes of RFC 6962. Depends on nothing else, so that a program that only checks a
 * proof needs nothing else.
 */
@NullMarked
package dev.carillon.hooks.proof;

import org.jspecify.annotations.NullMarked;
