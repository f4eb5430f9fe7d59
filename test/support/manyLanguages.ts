/**
 * One small library in many languages, each documented as its own community does: what a function does, its parameters,
 * its result and its errors (Go has no form for the last three). Written by hand for these tests.
 */
export const manyLanguages: Readonly<Record<string, string>> = {
  "google.py": `"""Splits documents into parts that fit a model's window."""

MAX_PARTS = 100


def split_document(text, size=512, overlap=0):
    """Cuts a document at blank lines wherever one is near enough.

    Args:
        text (str): The whole document as it was
            read from disk, with its line ends.
        size (int, optional): Upper bound for the tokens of one part.
        overlap: How many tokens neighbouring parts share.

    Returns:
        list[str]: Parts in reading order, none of them blank.

    Raises:
        ValueError: If the overlap is not below the size.
    """
    if overlap >= size:
        raise ValueError("overlap must be below size")
    parts = []
    for start in range(0, len(text), size - overlap):
        parts.append(text[start : start + size])
    return [part for part in parts if part.strip()]
`,
  "numpy.py": `"""Measures how much two distributions differ from each other."""


def divergence(p, q, base=2.0):
    """
    Kullback-Leibler divergence of two discrete distributions.

    Parameters
    ----------
    p : array_like
        Probabilities that are observed, each above zero.
    q : array_like
        Probabilities that a model predicts for the same events.
    base : float, optional
        Which logarithm measures the surprise.

    Returns
    -------
    float
        Extra bits that coding with the wrong model costs.

    Raises
    ------
    ValueError
        If lengths differ between both arguments.
    """
    if len(p) != len(q):
        raise ValueError("lengths differ")
    total = sum(a * log(a / b, base) for a, b in zip(p, q))
    return total
`,
  "sphinx.py": `"""Opens connections and closes them again when they idle."""


def connect(host, port=5432):
    """Opens a connection and waits until the server has greeted.

    :param str host: Name or address where somebody listens.
    :param port: Door number on that machine, between 1 and 65535.
    :returns: An open connection that the caller must close.
    :raises TimeoutError: if nobody greets within ten seconds.
    """
    sock = open_socket(host, port)
    sock.wait_for_greeting(seconds=10)
    return Connection(sock)
`,
  "window.go": `// Package window keeps the newest values of a stream for later questions.
package window

import "errors"

// Window remembers the newest values of a stream and forgets the oldest first.
type Window struct {
	values []int
	limit  int
}

// Push stores a value and drops the oldest one once the window is full.
//
// It returns an error where the window was never opened.
func (w *Window) Push(value int) (int, error) {
	if w.limit == 0 {
		return 0, errors.New("window is closed")
	}
	w.values = append(w.values, value)
	return len(w.values), nil
}
`,
  "ring.rs": `//! A ring of bounded size that readers and writers share.

/// A buffer that overwrites its oldest entries instead of growing.
pub struct Ring {
    slots: Vec<u8>,
}

impl Ring {
    /// Copies bytes into the ring and reports how many found a place.
    ///
    /// # Arguments
    ///
    /// * \`bytes\` - Input that the producer wants to hand over at once.
    ///
    /// # Returns
    ///
    /// How many of them were accepted before the ring was full.
    ///
    /// # Errors
    ///
    /// Fails when the consumer has hung up already.
    pub fn write(&mut self, bytes: &[u8]) -> Result<usize, Closed> {
        let room = self.slots.capacity() - self.slots.len();
        let taken = bytes.len().min(room);
        self.slots.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }
}
`,
  "Ledger.java": `package books;

/** Keeps the accounts of one company and never forgets a booking. */
public class Ledger {
  /**
   * Moves money between two accounts and writes down who asked for it.
   *
   * @param from account that is charged, which must cover the amount
   * @param cents how much is moved, in hundredths of the currency
   * @return number under which the booking can be found again
   * @throws IllegalStateException if the books of that year are closed
   */
  public long transfer(Account from, long cents) {
    requireOpen();
    from.charge(cents);
    return journal.append(from, cents);
  }
}
`,
  "queue.hpp": `/** Hands work from producers to consumers, oldest first. */
class Queue {
public:
  /**
   * Waits for the next job and takes it out of the queue.
   *
   * @param[in] millis longest time to wait before giving up
   * @return job that was queued first, or nothing after the time is up
   * @throws std::runtime_error once the queue has been shut down
   */
  Job take(int millis) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, std::chrono::milliseconds(millis));
    return jobs_.pop();
  }
};
`,
  "shapes.js": `/**
 * @file Geometry of shapes that can be drawn on a plane.
 */

/**
 * Finds the smallest circle that holds every one of the points.
 *
 * @param {Point[]} points corners of whatever has to fit inside
 * @param {number} [slack=0] extra distance that is added all around
 * @returns {Circle} centre and radius, rounded to whole pixels
 * @throws {RangeError} if there is nothing to enclose at all
 */
function enclose(points, slack = 0) {
  if (points.length === 0) throw new RangeError("no points");
  const centre = centreOf(points);
  return { centre, radius: farthest(points, centre) + slack };
}

module.exports = { enclose };
`,
};
