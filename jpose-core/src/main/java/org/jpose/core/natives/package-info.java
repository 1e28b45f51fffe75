/**
 * Native libraries: unpacked once into the cache, loaded when they are first needed, and if one
 * cannot be, its true cause.
 */
package org.jpose.core.natives;
