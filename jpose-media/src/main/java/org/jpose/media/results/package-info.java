/** People as files: JSON, JSON Lines, CSV, OpenPose 1.3 and COCO results. */
package org.jpose.media.results;
