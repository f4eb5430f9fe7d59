/** What the path of a file says about what is in it. */

const testPath =
  /(^|\/)(tests?|__tests__|spec|e2e|testdata|fixtures?|__mocks__|__fixtures__|snapshots?)\/|[._-](test|spec)\.[^/.]+$|(^|\/)(test_[^/]*|[^/]*_test)\.\w+$/i;

/** Tests and what they need: their code is nobody's interface. */
export const isTestPath = (path: string): boolean => testPath.test(path);

const unreadPath =
  /(^|\/)(change-?log|changes|history|releases?|news|licen[sc]es?|copying|notice|authors|contributors|maintainers|backers|third[-_]?party[^/]*|code[-_]of[-_]conduct|security|pull_request_template|patents)([.-][^/]*)?$|(^|\/)(licen[sc]es?|issue_template)\//i;

/** Changelogs, licences and lists of people: true, and nothing to learn. */
export const isUnreadPath = (path: string): boolean => unreadPath.test(path);
