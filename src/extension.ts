// The composition root of the extension: it wires, and knows nothing else.
import type * as vscode from "vscode";
import { trackActivities } from "./vscode/activities.ts";
import { keepAsked } from "./vscode/asking/askedHistory.ts";
import { openAsking } from "./vscode/asking/asking.ts";
import { registerChatModels } from "./vscode/asking/chatModels.ts";
import { registerChatParticipant } from "./vscode/asking/chatParticipant.ts";
import { registerExplainingHover } from "./vscode/asking/hover.ts";
import { registerInlineAsking } from "./vscode/asking/inline.ts";
import { registerAskLenses } from "./vscode/asking/lenses.ts";
import { trackComparisons } from "./vscode/comparisons.ts";
import { exampleAdder, registerAddSelection } from "./vscode/addExamples.ts";
import { openCuration } from "./vscode/curation.ts";
import { registerDatasetCommands } from "./vscode/datasetCommands.ts";
import { openDatasetTab } from "./vscode/datasetTab.ts";
import { trackFolders } from "./vscode/folders.ts";
import { watchGoneSources } from "./vscode/goneSources.ts";
import { runJob as jobs } from "./vscode/jobs.ts";
import { keepAnswers } from "./vscode/keptAnswers.ts";
import { openLibrary } from "./vscode/library.ts";
import { createPanel } from "./vscode/panel.ts";
import { createPanelSource } from "./vscode/panelSource.ts";
import { createLog } from "./vscode/report.ts";
import { registerReviewCommands } from "./vscode/reviewCommands.ts";
import { reviewFunctions } from "./vscode/reviewFunctions.ts";
import { createReviewView } from "./vscode/reviewView.ts";
import { registerRunCommands } from "./vscode/runCommands.ts";
import { noticeRuns } from "./vscode/runNotices.ts";
import { createRunsTree } from "./vscode/runsTree.ts";
import { openRunStore } from "./vscode/runStore.ts";
import { createStatusBar } from "./vscode/statusBar.ts";
import { training } from "./vscode/training.ts";
import { dropSources } from "./vscode/dropSources.ts";
import { openRetrieval } from "./vscode/retrieval.ts";
import { registerSourceCommands } from "./vscode/sourceCommands.ts";
import { openSourceStore } from "./vscode/sourceStore.ts";
import { createSourcesTree } from "./vscode/sourcesTree.ts";
import { letTypingGoFirst } from "./vscode/typingGoesFirst.ts";
import { registerWorkspaceCommands } from "./vscode/workspaceCommands.ts";

export function activate({ extensionUri, subscriptions, workspaceState }: vscode.ExtensionContext): void {
  const began = performance.now();
  const log = createLog();
  const folders = trackFolders(workspaceState);
  const runs = openRunStore(folders);
  const activities = trackActivities();
  const library = openLibrary(folders, jobs, activities);
  const comparisons = trackComparisons(runs, activities, log);
  const curation = openCuration(folders, workspaceState, log);
  const review = createReviewView(
    extensionUri,
    folders,
    curation,
    activities,
    reviewFunctions(curation, activities, log),
  );
  const examples = exampleAdder(curation, jobs, log, (id) => review.show(id));
  const keptAnswers = keepAnswers(comparisons, examples);
  const datasetTab = openDatasetTab(curation, jobs, activities, log);
  const learning = { add: examples.add, folder: () => folders.current() };
  const asking = openAsking(log);
  const asked = keepAsked(asking, learning, workspaceState, log);
  const context = {
    ...{ log, folders, runs, activities, library, comparisons, asked, keptAnswers, training, jobs },
    ...{ curation, datasetTab, review },
  };
  const source = createPanelSource(context);
  const panel = createPanel(extensionUri, source, log);
  const gone = watchGoneSources(runs, folders, jobs, log);
  const tree = createRunsTree(runs, folders, gone);
  const retrieval = openRetrieval();
  const sources = openSourceStore({ folders, retrieval, activities, log });
  const sourceContext = { log, folders, sources };
  const sourcesTree = createSourcesTree(sources, folders, dropSources(sourceContext));
  subscriptions.push(
    log,
    folders,
    runs,
    activities,
    library,
    comparisons,
    examples,
    keptAnswers,
    datasetTab,
    source,
    panel,
    gone,
    tree,
    curation,
    review,
    retrieval,
    sources,
    sourcesTree,
    registerSourceCommands(sourceContext, () => sourcesTree.selected()),
    createStatusBar(runs),
    letTypingGoFirst(runs, log),
    noticeRuns(runs, () => panel.isInView()),
    registerRunCommands(context, () => tree.selected()),
    registerWorkspaceCommands(context, panel),
    registerDatasetCommands(context, panel),
    registerReviewCommands(log, review),
    registerAddSelection(log, folders, examples.add),
    asking,
    asked,
    registerInlineAsking(log, asking, learning),
    registerAskLenses(),
    registerExplainingHover(log, asking),
    registerChatParticipant(folders, asking),
    registerChatModels(folders, runs, asking),
  );
  log.info(`Activated in ${(performance.now() - began).toFixed(1)} ms`);
}
